variables {
  bootstrap_servers = ["kafka-1:9093", "kafka-2:9093"]
  registry_urls     = ["https://registry/apis/ccompat/v7"]
  database_hosts    = ["db-1:5432", "db-2:5432"]
}

run "properties" {
  command = plan
  assert {
    condition     = strcontains(output.properties, "kafka.bootstrap.servers=kafka-1:9093,kafka-2:9093\n")
    error_message = "all brokers"
  }
  assert {
    condition     = strcontains(output.properties, "jdbc:postgresql://db-1:5432,db-2:5432/tapemill?targetServerType=primary&")
    error_message = "the sink looks for the primary among all hosts"
  }
  assert {
    condition     = !strcontains(output.properties, "password")
    error_message = "no secrets"
  }
}

run "unit" {
  command = plan
  variables {
    heap_mib = 768
  }
  assert {
    condition     = strcontains(output.unit, "-Xmx768m") && strcontains(output.unit, "RestartPreventExitStatus=3")
    error_message = "heap as asked; a refused start is not tried again"
  }
}

run "no_broker" {
  command = plan
  variables {
    bootstrap_servers = []
  }
  expect_failures = [var.bootstrap_servers]
}
