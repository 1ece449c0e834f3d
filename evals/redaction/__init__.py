"""How much of what tells who a person is is taken out before anything is kept, and how much else goes with it."""
