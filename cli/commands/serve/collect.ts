import { dirname, join } from 'node:path';
import { ensureStateFolder } from '../../../harness/history/state-folder.ts';
import type { WebServer } from '../../../harness/host/network/web-server.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { badOption } from '../../../harness/model/value/bad-option.ts';
import { openProject } from '../../../harness/scenario/open-project.ts';
import type { Call } from '../../../registry/command.ts';
import type { Collector } from '../../../serve/collect/collector.ts';
import { answerNode } from '../../../serve/collect/node-front.ts';
import { openCollector } from '../../../serve/collect/open-collector.ts';
import { listen, untilEnd, warnIfOpen } from '../../output/listening.ts';
import { tell } from '../../output/tell.ts';
import type { SERVE_OPTIONS } from './options.ts';

type ServeCall = Call<typeof SERVE_OPTIONS>;

/** Where the script is, and where it tells what it has seen. */
const PATH = '/vitals.js';
/** What is under way when the command is to end has this long. */
const GRACE_MS = 2_000;
const MOST_CONNECTIONS = 2_000;

/** `perf-harness serve --collect`: runs until a signal ends it, which is how it is meant to end. */
export async function collectFieldData(call: ServeCall): Promise<ExitCode> {
  const { host, flags, options } = call;
  refuseWriting(call);
  const { stateFolder } = await openProject(host, flags);
  const folder = join(stateFolder, 'field');
  const { sample, keepDays, origin: origins } = options;
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
  announce(call, folder, server);
  await ended;
  await server.close(GRACE_MS);
  await collector.close();
  const { kept, leftOut, refused, lost } = collector.counts();
  tell(host, `${kept} beacons kept, ${leftOut} left out, ${refused} refused, ${lost} lost.`);
  return EXIT.ok;
}

function listenFor(options: ServeCall['options'], collector: Collector): Promise<WebServer> {
  const { addressHeader } = options;
  return listen(options, MOST_CONNECTIONS, (request, response) => {
    if (request.url?.split('?')[0] !== PATH) {
      response.writeHead(404, { 'content-length': '0', connection: 'close' }).end();
      return;
    }
    void answerNode(collector, request, response, { addressHeader });
  });
}

function announce({ host, options }: ServeCall, folder: string, { url }: WebServer): void {
  host.terminal.out(`${url}${PATH}\n`);
  tell(host, `Beacons are kept in ${folder}. Ctrl-C ends it.`);
  warnIfOpen(host, options);
}

/** @throws UserError for an option that the dashboard alone takes. */
function refuseWriting({ options }: Pick<ServeCall, 'options'>): void {
  if (!options.write) return;
  throw badOption(
    '--write is of the dashboard, and field data is written in any case.',
    'Write: perf-harness serve --write',
  );
}
