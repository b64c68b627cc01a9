-- Before the first migration; the same as in docs/security.md, which a test checks.
CREATE ROLE tapemill_owner NOLOGIN;
CREATE ROLE tapemill_migrator LOGIN IN ROLE tapemill_owner;
ALTER ROLE tapemill_migrator SET role = tapemill_owner;
CREATE ROLE tapemill_sink LOGIN;
CREATE ROLE tapemill_reader LOGIN;
ALTER ROLE tapemill_reader SET default_transaction_read_only = on;
ALTER ROLE tapemill_reader SET statement_timeout = '30s';
REVOKE ALL ON DATABASE tapemill FROM PUBLIC;
GRANT CONNECT ON DATABASE tapemill TO tapemill_migrator, tapemill_sink, tapemill_reader;
GRANT TEMPORARY ON DATABASE tapemill TO tapemill_sink;
GRANT CREATE, USAGE ON SCHEMA public TO tapemill_owner;
