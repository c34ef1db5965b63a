"""Drives a server with the Python client of MCP, and prints what it was told as JSON.

client.py MODE stdio COMMAND [ARGUMENT...]
client.py MODE http URL TOKEN

MODE is auto (the newest revision that both know) or legacy (initialize, of the revisions of 2025).
"""

import asyncio
import json
import os
import sys

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client


def transport(kind, first, *others):
    if kind == "stdio":
        server = StdioServerParameters(command=first, args=list(others), env=dict(os.environ))
        return stdio_client(server)
    [token] = others
    http = create_mcp_http_client(headers={"Authorization": f"Bearer {token}"})
    return streamable_http_client(first, http_client=http)


def told(result):
    return {
        "isError": bool(result.is_error),
        "text": result.content[0].text,
        "structured": result.structured_content,
    }


async def drive(mode, *place):
    async with Client(transport(*place), mode=mode) as client:
        tools = (await client.list_tools()).tools
        call = client.call_tool
        note = {"id": "python-note", "content": "The oven is warm", "entities": ["Oven"]}
        return {
            "protocol": client.protocol_version,
            "server": client.server_info.name,
            "tools": [tool.name for tool in tools],
            "remembered": told(await call("memory_remember", note)),
            "recalled": told(await call("memory_recall", {"query": "is the oven warm?"})),
            "refused": told(await call("memory_recall", {"query": 7})),
            "forgotten": told(await call("memory_forget", {"ids": ["python-note"], "confirm": True})),
            "afterwards": told(await call("memory_recall", {"query": "is the oven warm?"})),
        }


print(json.dumps(asyncio.run(drive(*sys.argv[1:]))))
