// validatorUrl would send the file's address to a service elsewhere.
SwaggerUIBundle({ url: 'openapi.yaml', dom_id: '#docs', deepLinking: true, validatorUrl: null });
