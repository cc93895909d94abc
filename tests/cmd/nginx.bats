# SPDX-License-Identifier: MIT
# A server that is not ours: nginx, for ranges, resuming and TLS.  It answers for the Hub with the headers and the
# redirect that the Hub has, and serves the bytes from another port.
bats_require_minimum_version 1.5.0
load helper

local_setup() {
	NGINX=$(PATH=$PATH:/usr/sbin command -v nginx) || skip "nginx is not installed"
	M=$FIXTURES/bitnet.gguf
	SHA=$(sha256sum "$M" | cut -d ' ' -f 1)
	export HF_HUB_ETAG_TIMEOUT=5 HF_HUB_DOWNLOAD_TIMEOUT=5 SSL_CERT_FILE=$PWD/ca.pem
	mkdir -p n/tmp files/org/m
	cp "$M" files/org/m/m.gguf
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=ours 2>/dev/null
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out req.pem -subj /CN=127.0.0.1 2>/dev/null
	printf 'subjectAltName=IP:127.0.0.1\n' >san
	openssl x509 -req -in req.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out cert.pem 2>/dev/null
	serve
}

serve() {
	local try
	for try in 1 2 3 4 5; do
		HUB_PORT=$((20000 + RANDOM % 10000)) CDN_PORT=$((30000 + RANDOM % 2000))
		cat >n/conf <<-END
			user $(id -un); pid $PWD/n/pid; error_log $PWD/n/error; worker_processes 1; daemon on;
			events { worker_connections 64; }
			http {
				access_log $PWD/n/log; log_format ranges '\$status \$http_range \$uri \$http_authorization';
				client_body_temp_path n/tmp; proxy_temp_path n/tmp; fastcgi_temp_path n/tmp; uwsgi_temp_path n/tmp; scgi_temp_path n/tmp;
				ssl_certificate $PWD/cert.pem; ssl_certificate_key $PWD/key.pem;
				server {
					listen 127.0.0.1:$HUB_PORT ssl;
					location ~ ^/org/m/resolve/[^/]*/(.*)\$ {
						add_header X-Repo-Commit 1111111111111111111111111111111111111111 always;
						add_header X-Linked-Etag '"$SHA"' always;
						add_header X-Linked-Size $(wc -c <"$M") always;
						return 302 https://127.0.0.1:$CDN_PORT/org/m/\$1;
					}
					location / { root $PWD/files; }
				}
				server { listen 127.0.0.1:$CDN_PORT ssl; root $PWD/files; access_log $PWD/n/cdn ranges; }
			}
		END
		"$NGINX" -p "$PWD" -e "$PWD/n/error" -c "$PWD/n/conf" 2>>n/start && break
	done
	export HF_ENDPOINT=https://127.0.0.1:$HUB_PORT
}

teardown() {
	if [ -s n/pid ]; then kill "$(cat n/pid)"; fi
}

@test "a header is read by ranges, and a certificate of ours is trusted only where it is named" {
	SSL_CERT_FILE='' run_exit 69 bitnet-gguf-info --json "https://127.0.0.1:$CDN_PORT/org/m/m.gguf"
	is "$(jq -r .error.name "$ERR")" tls_failed
	run_ok bitnet-gguf-info --json "https://127.0.0.1:$CDN_PORT/org/m/m.gguf"
	is "$(jq -r .architecture "$OUT")" bitnet-b1.58
	is "$(cut -d ' ' -f 1,2 n/cdn | sort -u)" "206 bytes=0-2097151"
	run_ok bitnet-gguf-info --json hf://org/m/m.gguf
	is "$(jq -r .architecture "$OUT")" bitnet-b1.58
}

@test "a model is fetched, taken up where an earlier run ended, and the token stays with the Hub" {
	export HF_TOKEN=hf_abc
	run_ok bitnet-model-fetch --file m.gguf org/m
	same "$out" "$M"
	blob=$HOME/.cache/huggingface/hub/models--org--m/blobs/$SHA
	rm "$blob"
	head -c 10000 "$M" >"$blob.bitnet.incomplete"
	: >n/cdn
	run_ok bitnet-model-fetch --file m.gguf org/m
	same "$out" "$M"
	is "$(cat n/cdn)" "206 bytes=10000- /org/m/m.gguf -"
	# A part of other bytes is noticed by the hash of the whole.
	rm "$blob"
	head -c 10000 /dev/zero >"$blob.bitnet.incomplete"
	run_ok bitnet-model-fetch --file m.gguf org/m
	same "$out" "$M"
}
