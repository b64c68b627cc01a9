# The cluster of ops/cluster as processes on this machine: apply brings it up, destroy takes it down. Executed for real by
# ops/terraform/local/test.
terraform {
  required_version = ">= 1.6"
}

variable "data" {
  description = "A new folder for everything."
  type        = string
}

variable "instances" {
  type    = number
  default = 2
}

resource "terraform_data" "cluster" {
  input = {
    data = var.data
    ops  = abspath("${path.module}/../..")
  }
  triggers_replace = [var.instances]

  provisioner "local-exec" {
    command = "${self.input.ops}/cluster/up --data ${self.input.data} --instances ${var.instances}"
  }

  provisioner "local-exec" {
    when    = destroy
    command = "${self.input.ops}/cluster/down --data ${self.input.data}"
  }
}

output "properties" {
  description = "What clients of the cluster are given with -c."
  value       = "${var.data}/tapemill.properties"
}
