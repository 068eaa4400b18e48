// temporary: data made by an older build goes through the upgrade, and back
