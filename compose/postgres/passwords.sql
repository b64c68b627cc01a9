-- Roles that only this stack has, and everybody's password.
CREATE ROLE replicator LOGIN REPLICATION;
CREATE ROLE monitor LOGIN IN ROLE pg_monitor;
\set migrator `cat /run/secrets/postgres_migrator`
\set sink `cat /run/secrets/postgres_sink`
\set reader `cat /run/secrets/postgres_reader`
\set replicator `cat /run/secrets/postgres_replicator`
\set monitor `cat /run/secrets/postgres_monitor`
ALTER ROLE tapemill_migrator PASSWORD :'migrator';
ALTER ROLE tapemill_sink PASSWORD :'sink';
ALTER ROLE tapemill_reader PASSWORD :'reader';
ALTER ROLE replicator PASSWORD :'replicator';
ALTER ROLE monitor PASSWORD :'monitor';
GRANT CONNECT ON DATABASE tapemill TO monitor;
-- grants.sql runs as the owner, who passes this on
GRANT USAGE ON SCHEMA public TO tapemill_owner WITH GRANT OPTION;
