import { dirname } from 'node:path';
import { ensureStateFolder } from '../../harness/history/state-folder.ts';
import type { WebServer } from '../../harness/host/network/web-server.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { readServe, type ServeOptions, type ServeWords } from '../../options/serve.ts';
import type { Collector } from '../../serve/collect/collector.ts';
import { answerNode } from '../../serve/collect/node-front.ts';
import { openCollector } from '../../serve/collect/open-collector.ts';
import { listen, untilEnd, warnIfOpen } from '../output/listening.ts';
import { tell } from '../output/tell.ts';

/** Where the script is, and where it tells what it has seen. */
const PATH = '/vitals.js';
/** What is under way when the command is to end has this long. */
const GRACE_MS = 2_000;
const MOST_CONNECTIONS = 2_000;

/** `perf-harness serve --collect`: runs until a signal ends it, which is how it is meant to end. */
export async function serveCommand(host: Host, words: ServeWords): Promise<ExitCode> {
  const options = await readServe(host, words);
  const { folder, sample, keepDays, origins } = options;
  ensureStateFolder(host.files, dirname(folder));
  // Trouble with the disk is told now and not at the first visit.
  host.files.probeWritable(`${folder}/probe`);
  const collector = openCollector(host, {
    folder,
    limits: { sample, keepDays, origins },
    onTrouble: (error) => tell(host, `warning: ${(error as Error).message}`),
  });
  const server = await listenFor(options, collector);
  const ended = untilEnd(host);
  announce(host, options, server);
  await ended;
  await server.close(GRACE_MS);
  await collector.close();
  const { kept, leftOut, refused, lost } = collector.counts();
  tell(host, `${kept} beacons kept, ${leftOut} left out, ${refused} refused, ${lost} lost.`);
  return EXIT.ok;
}

function listenFor(options: ServeOptions, collector: Collector): Promise<WebServer> {
  const { addressHeader } = options;
  return listen(options, MOST_CONNECTIONS, (request, response) => {
    if (request.url?.split('?')[0] !== PATH) {
      response.writeHead(404, { 'content-length': '0', connection: 'close' }).end();
      return;
    }
    void answerNode(collector, request, response, { addressHeader });
  });
}

function announce(host: Host, options: ServeOptions, { url }: WebServer): void {
  host.terminal.out(`${url}${PATH}\n`);
  tell(host, `Beacons are kept in ${options.folder}. Ctrl-C ends it.`);
  warnIfOpen(host, options);
}
