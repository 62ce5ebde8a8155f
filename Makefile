run:
	@echo "being built"
