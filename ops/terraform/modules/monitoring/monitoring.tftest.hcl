run "targets" {
  command = plan
  variables {
    instances = ["a:8080", "b:8080"]
  }
  assert {
    condition     = yamldecode(output.prometheus).scrape_configs[0].static_configs[0].targets == ["a:8080", "b:8080"]
    error_message = "every instance is scraped"
  }
  assert {
    condition     = yamldecode(output.prometheus).scrape_configs[0].scheme == "https"
    error_message = "encrypted unless asked otherwise"
  }
}
