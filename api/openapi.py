"""`python -m api.openapi` prints the OpenAPI document, from which the screens' typed client is generated."""

import json
import sys

from fastapi import FastAPI

from api.routes import include_routes


def openapi_document() -> str:
    app = FastAPI(title="Concilia", version="1", generate_unique_id_function=lambda route: route.name)
    include_routes(app)
    return json.dumps(app.openapi(), indent=2, sort_keys=True, ensure_ascii=False)


if __name__ == "__main__":
    sys.stdout.write(openapi_document() + "\n")
