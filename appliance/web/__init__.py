"""The pages and the API: `create_app(appliance)`, one blueprint per audience, and the server that carries them."""
