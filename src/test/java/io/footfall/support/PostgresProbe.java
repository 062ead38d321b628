package io.footfall.support;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A look into Postgres past the service. */
public final class PostgresProbe {

    private final String url;

    /** Looks into the Postgres of an address such as {@code postgresql://user:password@host:port/name}. */
    public PostgresProbe(String address) {
        URI uri = URI.create(address);
        String[] user = uri.getUserInfo().split(":", 2);
        this.url = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?user=" + user[0]
                + "&password=" + (user.length > 1 ? user[1] : "");
    }

    /** Reads a number from the Postgres that the tests of this JVM share. */
    public static long number(String sql) {
        return new PostgresProbe(Stores.postgres()).query(sql);
    }

    /** Changes the Postgres that the tests of this JVM share. */
    public static void execute(String sql) {
        new PostgresProbe(Stores.postgres()).run(sql);
    }

    public long query(String sql) {
        return read(sql, ResultSet::getLong);
    }

    public boolean truth(String sql) {
        return read(sql, ResultSet::getBoolean);
    }

    private interface Reader<T> {
        T read(ResultSet row, int column) throws SQLException;
    }

    private <T> T read(String sql, Reader<T> reader) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return reader.read(rows, 1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void run(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
