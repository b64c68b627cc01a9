package io.tapemill.drills.process;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Freezes a JVM exactly where it enters a method, all its threads with it, as SIGSTOP would at a moment that chance
 * chooses. The product needs no switch for it: the JVM is started with {@link #jvmOption}.
 */
public final class Breakpoint implements AutoCloseable {
    private static final String SOCKETS = "com.sun.jdi.SocketAttach";
    private static final long POLL_MS = 1_000;

    private final VirtualMachine machine;

    private Breakpoint(VirtualMachine machine) {
        this.machine = machine;
    }

    /** Lets a debugger of this machine come in at the port; costs nothing until one does. */
    public static String jvmOption(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=" + FreePorts.LOOPBACK + ":"
                + port;
    }

    /**
     * Returns when a thread of the JVM at the port is about to run the method's first instruction; from then on, and
     * until {@link #close}, none of its threads runs.
     *
     * @throws Patience.LateException when none came there within the limit; the JVM goes on
     */
    public static Breakpoint freeze(int port, String className, String methodName, Duration limit)
            throws IOException, InterruptedException {
        VirtualMachine machine = attach(port);
        try {
            Patience.await(limit, () -> className + " in use", () -> set(machine, className, methodName));
            Patience.await(limit, () -> "a call of " + className + "." + methodName, () -> reached(machine));
            return new Breakpoint(machine);
        } catch (RuntimeException | InterruptedException e) {
            machine.dispose();
            throw e;
        }
    }

    /** False as long as the class is not loaded. */
    private static boolean set(VirtualMachine machine, String className, String methodName) {
        for (ReferenceType type : machine.classesByName(className)) {
            for (Method method : type.methodsByName(methodName)) {
                EventRequest request = machine.eventRequestManager().createBreakpointRequest(method.location());
                request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
                request.enable();
            }
        }
        return !machine.eventRequestManager().breakpointRequests().isEmpty();
    }

    private static boolean reached(VirtualMachine machine) throws InterruptedException {
        EventSet events = machine.eventQueue().remove(POLL_MS);
        if (events == null) return false;
        for (Event event : events) {
            if (event instanceof BreakpointEvent) return true;
        }
        events.resume();
        return false;
    }

    private static VirtualMachine attach(int port) throws IOException {
        List<AttachingConnector> connectors = Bootstrap.virtualMachineManager().attachingConnectors();
        AttachingConnector connector = connectors.stream()
                .filter(each -> each.name().equals(SOCKETS))
                .findFirst()
                .orElseThrow(() -> new IOException("this Java has no " + SOCKETS + ": a JDK is needed"));
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue(FreePorts.LOOPBACK);
        arguments.get("port").setValue(Integer.toString(port));
        try {
            return connector.attach(arguments);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets all threads go on; the JVM knows no breakpoint any more. */
    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException e) {
            // it has ended meanwhile: nothing is left that could go on
        }
    }
}
