"""What a clinic keeps of its visitors' feedback and questions, when it has switched that on: nothing by default."""
