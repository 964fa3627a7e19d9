import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../harness/host/network/find-and-probe-ports.ts';
import type { Host } from '../../harness/host.ts';

/** nginx in front of one version of the shop. */
export interface Nginx {
  readonly url: string;
  /** Routes new requests to a port; requests in progress finish where they are. */
  readonly sendTo: (port: number) => Promise<void>;
}

const FILE = '/usr/sbin/nginx';
const LIMIT_MS = 10_000;

/** Starts it; its access log, with the time of each request, lies in the folder. */
export async function openNginx(host: Host, folder: string): Promise<Nginx> {
  if (!existsSync(FILE)) throw new Error(`${FILE} is missing: apt-get install nginx-light`);
  const listen = await findFreePort();
  const prefix = join(folder, 'nginx');
  mkdirSync(join(prefix, 'temp'), { recursive: true });
  const configuration = join(prefix, 'nginx.conf');
  const write = (port: number): void =>
    writeFileSync(configuration, textOf({ listen, port, folder, prefix }));
  const args = ['-p', prefix, '-c', configuration];
  let isRunning = false;
  return {
    url: `http://127.0.0.1:${listen}`,
    sendTo: async (port) => {
      write(port);
      if (isRunning) {
        const { exit, stderr } = await host.processes.exec({
          file: FILE,
          args: [...args, '-s', 'reload'],
          timeoutMs: LIMIT_MS,
        });
        if (exit.type !== 'code' || exit.code !== 0) throw new Error(stderr);
        return;
      }
      isRunning = true;
      const started = host.processes.start({ file: FILE, args });
      for (let waited = 0; waited < LIMIT_MS; waited += 50) {
        await sleep(50);
        const answer = await fetch(`http://127.0.0.1:${listen}/metrics`).catch(() => null);
        if (answer?.ok === true) return;
      }
      throw new Error(`nginx did not start: ${started.output()}`);
    },
  };
}

function textOf(of: {
  readonly listen: number;
  readonly port: number;
  readonly folder: string;
  readonly prefix: string;
}): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path ${of.prefix}/temp/${name};`)
    .join('\n');
  return `user root;
worker_processes 1;
daemon off;
pid ${of.prefix}/nginx.pid;
error_log ${of.folder}/nginx-error.log;
events { worker_connections 2048; }
http {
${temporary}
  log_format timed '$remote_addr - $remote_user [$time_local] "$request" '
                   '$status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';
  access_log ${of.folder}/access.log timed;
  upstream shop {
    server 127.0.0.1:${of.port};
    keepalive 64;
  }
  server {
    listen 127.0.0.1:${of.listen};
    location / {
      proxy_pass http://shop;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
}
