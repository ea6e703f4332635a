"""Running the appliance: the home, its owner, the deeds of administrator and officer, doctor."""
