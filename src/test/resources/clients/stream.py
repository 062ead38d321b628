"""Sends the standard input in chunks: python3 stream.py HOST:PORT PATH AUTHORIZATION; writes the status and the answer as JSON."""

import http.client
import json
import sys

address, path, authorization = sys.argv[1:]
body = sys.stdin.buffer.read()
pieces = (body[start : start + 1000] for start in range(0, len(body), 1000))

connection = http.client.HTTPConnection(address, timeout=10)
connection.request("POST", path, pieces, {"Authorization": authorization, "Content-Type": "application/json"})
answer = connection.getresponse()
print(json.dumps({"status": answer.status, "body": json.load(answer)}))
