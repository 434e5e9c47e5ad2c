"""Facts about AI models, as files: ``modelbylaws check --catalog-package installed`` judges with them."""
