# Which topics there are and who may do what, as data. Executed: fmt, validate, test (no provider is needed).
terraform {
  required_version = ">= 1.6"
}

variable "application_id" {
  description = "tapemill.application.id: names the groups, the transactions and the internal topics."
  type        = string
  default     = "tapemill"
  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,200}$", var.application_id))
    error_message = "A name of letters, digits, '.', '_' and '-', at most 200 long."
  }
}

variable "partitions" {
  description = "Of the trades and bars topics: the most instances' threads that can work at a time. Changing it later moves symbols and is a migration."
  type        = number
  default     = 24
  validation {
    condition     = var.partitions >= 1 && var.partitions <= 1000 && floor(var.partitions) == var.partitions
    error_message = "A whole number from 1 to 1000."
  }
}

variable "replication_factor" {
  type    = number
  default = 3
  validation {
    condition     = var.replication_factor >= 3
    error_message = "With fewer than three replicas a broker that fails takes data or the service with it."
  }
}

variable "trades_retention_days" {
  description = "How long the tape can be read again: for a rebuild and for explain."
  type        = number
  default     = 7
}

variable "bars_retention_days" {
  description = "At least as long as the oldest backup of PostgreSQL that would be restored, and a week."
  type        = number
  default     = 21
}

variable "backup_window_days" {
  description = "Age of the oldest backup that would be restored."
  type        = number
  default     = 14
}

locals {
  day_ms = 86400000
  common = {
    "min.insync.replicas"            = tostring(var.replication_factor - 1)
    "unclean.leader.election.enable" = "false"
  }
  names = {
    trades = "market.trades.v1"
    bars   = "market.bars.v1"
    late   = "market.trades.late.v1"
    dead   = "market.trades.dead.v1"
  }
  retention_days = {
    trades = var.trades_retention_days
    bars   = var.bars_retention_days
    late   = var.bars_retention_days
    dead   = var.bars_retention_days
  }
  topics = merge(
    { for key, name in local.names : name => {
      partitions         = var.partitions
      replication_factor = var.replication_factor
      config = merge(local.common, {
        "cleanup.policy" = "delete"
        "retention.ms"   = tostring(local.retention_days[key] * local.day_ms)
      })
    } },
    { "${var.application_id}-tape-changelog" = {
      partitions         = var.partitions
      replication_factor = var.replication_factor
      config = merge(local.common, {
        "cleanup.policy" = "compact"
        "segment.bytes"  = "33554432"
      })
    } }
  )
  # The table of docs/security.md; a test compares the two
  rights = {
    app = [
      ["topic", local.names.trades, "literal", "READ"],
      ["topic", local.names.trades, "literal", "WRITE"],
      ["topic", local.names.trades, "literal", "DESCRIBE_CONFIGS"],
      ["topic", local.names.bars, "literal", "WRITE"],
      ["topic", local.names.bars, "literal", "READ"],
      ["topic", local.names.bars, "literal", "DESCRIBE_CONFIGS"],
      ["topic", local.names.late, "literal", "WRITE"],
      ["topic", local.names.dead, "literal", "WRITE"],
      ["topic", "${var.application_id}-", "prefixed", "CREATE"],
      ["topic", "${var.application_id}-", "prefixed", "READ"],
      ["topic", "${var.application_id}-", "prefixed", "WRITE"],
      ["group", var.application_id, "literal", "READ"],
      ["transactional-id", "${var.application_id}-", "prefixed", "WRITE"],
      ["cluster", "kafka-cluster", "literal", "DESCRIBE_CONFIGS"],
    ]
    sink = [
      ["cluster", "kafka-cluster", "literal", "DESCRIBE_CONFIGS"],
      ["topic", local.names.bars, "literal", "READ"],
      ["topic", local.names.bars, "literal", "DESCRIBE_CONFIGS"],
      ["group", "${var.application_id}-sink", "literal", "READ"],
    ]
    feed = [
      ["topic", local.names.trades, "literal", "WRITE"],
    ]
  }
  acls = flatten([for principal, rights in local.rights : [for right in rights : {
    principal = principal
    resource  = right[0]
    name      = right[1]
    pattern   = right[2]
    operation = right[3]
  }]])
}

output "topics" {
  description = "By name: partitions, replication_factor, config."
  value       = local.topics
  precondition {
    condition     = var.bars_retention_days >= var.backup_window_days + 7
    error_message = "bars_retention_days must exceed backup_window_days by a week: a restored database reads again what it lacks."
  }
}

output "acls" {
  description = "principal, resource, name, pattern and operation of each right."
  value       = local.acls
}
