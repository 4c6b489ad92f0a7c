#!/bin/sh
# A model server that costs next to nothing: nginx with one answer. Started as any server is, with YARD_SERVE.
set -eu
value() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p" "$YARD_SERVE" | head -n 1; }
port=$(value port)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/nginx.conf" <<CONF
worker_processes 1;
pid $folder/pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path $folder/body;
  server {
    listen 127.0.0.1:$port;
    default_type application/json;
    location = /healthz { return 200 '{"status": "ok"}'; }
    location = /v1/models/$(value model)/metadata { return 200 '{"identity": "$(value identity)"}'; }
    location / { return 200 '{"predictions": [{"label": "chair", "scores": {"chair": 0.75, "table": 0.25}}]}'; }
  }
}
CONF
exec nginx -c "$folder/nginx.conf" -g 'daemon off;'
