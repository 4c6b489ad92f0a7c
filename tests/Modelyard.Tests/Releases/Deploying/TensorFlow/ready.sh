body=/models/item-category/109968141255642/assets.extra/ready.json
exec 3<>/dev/tcp/127.0.0.1/8501 || exit 1
printf 'POST /v1/models/item-category:predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %s\r\nConnection: close\r\n\r\n' "$(stat -L -c %s "$body")" >&3
cat "$body" >&3
read -r -t 5 status <&3
case $status in *" 200 "*) exit 0 ;; *) echo "$status"; exit 1 ;; esac
