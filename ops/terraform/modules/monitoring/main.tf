# Prometheus's configuration for these instances, as text. Executed: fmt, validate, test (no provider is needed).
terraform {
  required_version = ">= 1.6"
}

variable "instances" {
  description = "host:port of each instance's HTTP interface."
  type        = list(string)
}

variable "alertmanagers" {
  type    = list(string)
  default = []
}

variable "scheme" {
  type    = string
  default = "https"
  validation {
    condition     = contains(["http", "https"], var.scheme)
    error_message = "http or https."
  }
}

output "prometheus" {
  description = "prometheus.yml; recording.yml and alerts.yml of ops/prometheus go beside it."
  value = yamlencode({
    global     = { scrape_interval = "5s", evaluation_interval = "5s" }
    rule_files = ["recording.yml", "alerts.yml"]
    alerting   = { alertmanagers = [{ static_configs = [{ targets = var.alertmanagers }] }] }
    scrape_configs = [{
      job_name       = "tapemill"
      scheme         = var.scheme
      authorization  = { credentials_file = "/etc/prometheus/metrics_key" }
      static_configs = [{ targets = var.instances }]
    }]
  })
}
