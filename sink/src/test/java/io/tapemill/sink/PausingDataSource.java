package io.tapemill.sink;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** Freezes its user once, at a chosen step of a transaction, as SIGSTOP would. */
final class PausingDataSource {
    /** Rows are copied into the staging table, nothing else has happened. */
    static final String BEFORE_THE_FENCE = "UPDATE sink_position";
    /** The position is advanced and locked. */
    static final String BEFORE_THE_ROWS = "INSERT INTO bar (";
    /** All is done but the commit. */
    static final String BEFORE_THE_COMMIT = "commit";

    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch resume = new CountDownLatch(1);
    private final AtomicReference<String> armed;
    private boolean hasRows;

    PausingDataSource(String step) {
        this.armed = new AtomicReference<>(step);
    }

    DataSource wrap(DataSource real) {
        return proxy(
                DataSource.class,
                real,
                (name, args, result) -> result instanceof Connection c ? connection(c) : result);
    }

    private Connection connection(Connection real) {
        return proxy(Connection.class, real, (name, args, result) -> {
            if (result instanceof PreparedStatement statement && args != null && args[0] instanceof String sql) {
                return statement(statement, sql);
            }
            return result;
        });
    }

    private PreparedStatement statement(PreparedStatement real, String sql) {
        if (sql.startsWith(BEFORE_THE_ROWS)) hasRows = true;
        return proxy(PreparedStatement.class, real, sql);
    }

    private PreparedStatement proxy(Class<PreparedStatement> type, PreparedStatement real, String sql) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, method, args) -> {
            if (method.getName().startsWith("execute")) pauseAt(sql);
            return invoke(real, method, args);
        }));
    }

    private <T> T proxy(Class<T> type, T real, After after) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, method, args) -> {
            if (method.getName().equals("commit") && hasRows) pauseAt(BEFORE_THE_COMMIT);
            return after.apply(method.getName(), args, invoke(real, method, args));
        }));
    }

    private void pauseAt(String place) throws InterruptedException {
        String step = armed.get();
        if (step == null || !place.startsWith(step) || !armed.compareAndSet(step, null)) return;
        reached.countDown();
        resume.await();
    }

    private static Object invoke(Object real, java.lang.reflect.Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private interface After {
        Object apply(String method, Object[] args, Object result);
    }
}
