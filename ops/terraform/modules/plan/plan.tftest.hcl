run "defaults" {
  command = plan
  assert {
    condition     = length(output.topics) == 5
    error_message = "four topics of the tape and the changelog"
  }
  assert {
    condition     = output.topics["market.bars.v1"].config["retention.ms"] == "1814400000"
    error_message = "bars stay three weeks"
  }
  assert {
    condition     = output.topics["tapemill-tape-changelog"].config["cleanup.policy"] == "compact"
    error_message = "the changelog is compacted"
  }
  assert {
    condition     = alltrue([for topic in output.topics : topic.config["min.insync.replicas"] == "2"])
    error_message = "two replicas in sync everywhere"
  }
  assert {
    condition     = length([for acl in output.acls : acl if acl.principal == "feed"]) == 1
    error_message = "who sends trades may do nothing else"
  }
}

run "another_application" {
  command = plan
  variables {
    application_id = "bars-b"
    partitions     = 6
  }
  assert {
    condition     = contains(keys(output.topics), "bars-b-tape-changelog")
    error_message = "the changelog has the application's name"
  }
  assert {
    condition     = length([for acl in output.acls : acl if acl.name == "bars-b-" && acl.pattern == "prefixed"]) == 4
    error_message = "rights on the prefix"
  }
}

run "retention_shorter_than_backups" {
  command = plan
  variables {
    bars_retention_days = 15
  }
  expect_failures = [output.topics]
}

run "two_replicas" {
  command = plan
  variables {
    replication_factor = 2
  }
  expect_failures = [var.replication_factor]
}
