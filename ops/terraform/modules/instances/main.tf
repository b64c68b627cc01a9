# The properties file and the systemd unit of an instance, as text; whatever brings files to machines brings these. Executed:
# fmt, validate, test (no provider is needed).
terraform {
  required_version = ">= 1.6"
}

variable "bootstrap_servers" {
  type = list(string)
  validation {
    condition     = length(var.bootstrap_servers) > 0
    error_message = "At least one broker, as host:port."
  }
}

variable "registry_urls" {
  type = list(string)
}

variable "database_hosts" {
  description = "host:port of the primary and its replicas; clients find the primary by themselves."
  type        = list(string)
}

variable "application_id" {
  type    = string
  default = "tapemill"
}

variable "threads" {
  description = "Stream threads: one for each core that Tapemill may use."
  type        = number
  default     = 2
}

variable "heap_mib" {
  type    = number
  default = 512
}

locals {
  hosts = join(",", var.database_hosts)
  settings = {
    "tapemill.application.id"   = var.application_id
    "tapemill.threads"          = tostring(var.threads)
    "tapemill.http.host"        = "0.0.0.0"
    "tapemill.http.keys.file"   = "/etc/tapemill/keys"
    "tapemill.state.dir"        = "/var/lib/tapemill/state"
    "tapemill.registry.url"     = join(",", var.registry_urls)
    "tapemill.sink.jdbc.url"    = "jdbc:postgresql://${local.hosts}/tapemill?targetServerType=primary&sslmode=verify-full"
    "tapemill.sink.jdbc.user"   = "tapemill_sink"
    "tapemill.sink.migrate"     = "never"
    "tapemill.reader.jdbc.url"  = "jdbc:postgresql://${local.hosts}/tapemill?targetServerType=preferSecondary&sslmode=verify-full"
    "tapemill.reader.jdbc.user" = "tapemill_reader"
    "kafka.bootstrap.servers"   = join(",", var.bootstrap_servers)
    "kafka.security.protocol"   = "SASL_SSL"
  }
}

output "properties" {
  description = "tapemill.properties without its secrets, which come from the environment or from files."
  value       = join("", [for key, value in local.settings : "${key}=${value}\n"])
}

output "unit" {
  description = "tapemill.service."
  value       = templatefile("${path.module}/tapemill.service.tftpl", { heap_mib = var.heap_mib })
}
