"""Speed and size beside other retrieval systems, in one run on one machine: `rehab bench`."""
