"""The core of the rehabilitation-exercise assistant: synchronous, and knowing nothing of Gradio or HTTP."""
