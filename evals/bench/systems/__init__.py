"""The systems that are measured, each as its own tutorial builds it. A file is loaded in its system's environment."""
