// Dark or light: as the system has it, until somebody chooses.

const root = document.documentElement;
const system = window.matchMedia('(prefers-color-scheme: dark)');

function apply() {
  root.dataset.theme = localStorage.getItem('theme') ?? (system.matches ? 'dark' : 'light');
}

export function switchTheme() {
  localStorage.setItem('theme', root.dataset.theme === 'dark' ? 'light' : 'dark');
  apply();
}

/** The colors of the style sheet, for whoever draws. */
export function readTheme() {
  const style = getComputedStyle(root);
  const names = ['back', 'front', 'dim', 'line', 'up', 'down', 'early', 'late', 'revised'];
  return Object.fromEntries(names.map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
}

system.addEventListener('change', apply);
apply();
