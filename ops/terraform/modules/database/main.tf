# Roles of docs/security.md on a PostgreSQL. Not executed by our tests: its provider could not be had where they run, so only
# fmt has seen this file. SecuredClusterIT runs the same statements as SQL.
terraform {
  required_version = ">= 1.6"
  required_providers {
    postgresql = {
      source  = "cyrilgdn/postgresql"
      version = "~> 1.25"
    }
  }
}

variable "database" {
  type    = string
  default = "tapemill"
}

variable "passwords" {
  description = "Of tapemill_migrator, tapemill_sink and tapemill_reader."
  type        = map(string)
  sensitive   = true
}

resource "postgresql_role" "owner" {
  name  = "tapemill_owner"
  login = false
}

resource "postgresql_role" "migrator" {
  name        = "tapemill_migrator"
  login       = true
  password    = var.passwords["tapemill_migrator"]
  roles       = [postgresql_role.owner.name]
  assume_role = postgresql_role.owner.name
}

resource "postgresql_role" "sink" {
  name     = "tapemill_sink"
  login    = true
  password = var.passwords["tapemill_sink"]
}

resource "postgresql_role" "reader" {
  name              = "tapemill_reader"
  login             = true
  password          = var.passwords["tapemill_reader"]
  statement_timeout = 30000
}

resource "postgresql_database" "tapemill" {
  name  = var.database
  owner = postgresql_role.owner.name

  lifecycle {
    prevent_destroy = true
  }
}

resource "postgresql_grant" "connect" {
  for_each    = toset([postgresql_role.migrator.name, postgresql_role.sink.name, postgresql_role.reader.name])
  database    = postgresql_database.tapemill.name
  role        = each.value
  object_type = "database"
  privileges  = each.value == postgresql_role.sink.name ? ["CONNECT", "TEMPORARY"] : ["CONNECT"]
}
