# Makes the topics and rights of ../plan on a cluster. Not executed by our tests: its provider could not be had where they
# run, so only fmt has seen this file. What it makes is decided, and tested, in ../plan.
terraform {
  required_version = ">= 1.6"
  required_providers {
    kafka = {
      source  = "Mongey/kafka"
      version = "~> 0.8"
    }
  }
}

variable "topics" {
  description = "Output of ../plan."
  type = map(object({
    partitions         = number
    replication_factor = number
    config             = map(string)
  }))
}

variable "acls" {
  description = "Output of ../plan."
  type = list(object({
    principal = string
    resource  = string
    name      = string
    pattern   = string
    operation = string
  }))
}

variable "principals" {
  description = "Kafka's name of each principal of the plan, such as app = \"User:tapemill\"."
  type        = map(string)
}

locals {
  resource_types = { topic = "Topic", group = "Group", transactional-id = "TransactionalID", cluster = "Cluster" }
  operations     = { READ = "Read", WRITE = "Write", CREATE = "Create", DESCRIBE_CONFIGS = "DescribeConfigs" }
  patterns       = { literal = "Literal", prefixed = "Prefixed" }
}

resource "kafka_topic" "this" {
  for_each           = var.topics
  name               = each.key
  partitions         = each.value.partitions
  replication_factor = each.value.replication_factor
  config             = each.value.config

  lifecycle {
    prevent_destroy = true
  }
}

resource "kafka_acl" "this" {
  for_each                     = { for acl in var.acls : join("/", values(acl)) => acl }
  acl_principal                = var.principals[each.value.principal]
  acl_host                     = "*"
  acl_permission_type          = "Allow"
  acl_operation                = local.operations[each.value.operation]
  resource_type                = local.resource_types[each.value.resource]
  resource_name                = each.value.name
  resource_pattern_type_filter = local.patterns[each.value.pattern]
}
