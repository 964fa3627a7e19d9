import { dirname, join } from 'node:path';
import {
  type CommandContext,
  EXIT,
  type Outcome,
  optionError,
  storage,
  web,
} from 'perf-harness/plugin';
import { readServeOptions, type ServeOptions } from './read-serve-options.ts';
import type { SERVE_OPTIONS } from './serve-command-options.ts';

/** Path of the script, and of the beacons that it sends. */
const PATH = '/vitals.js';
/** Time for requests under way when the command is to end. */
const GRACE_MS = 2_000;
const MOST_CONNECTIONS = 2_000;

/** `perf-harness serve --collect`: runs until a signal ends it, the normal way to stop it. */
export async function serveCollector(
  context: CommandContext<typeof SERVE_OPTIONS>,
): Promise<Outcome> {
  const { host, config, signal } = context;
  refuseWriting(context);
  const options = readServeOptions(context);
  const folder = join(config.stateFolder, 'field');
  const { sample, keepDays, origins } = options;
  storage.ensureStateFolder(host.files, dirname(folder));
  // Trouble with the disk is reported now and not at the first visit.
  host.files.probeWritable(`${folder}/probe`);
  const collector = web.openCollector(host, {
    folder,
    limits: { sample, keepDays, origins },
    onTrouble: (error) => web.printNotice(host, `warning: ${(error as Error).message}`),
  });
  const server = await listenFor(options, collector);
  host.terminal.out(`${server.url}${PATH}\n`);
  web.printNotice(host, `Storing beacons in ${folder}. Press Ctrl-C to stop.`);
  web.warnIfOpen(host, options);
  await web.untilAborted(signal);
  await server.close(GRACE_MS);
  await collector.close();
  const { kept, leftOut, refused, lost } = collector.counts();
  web.printNotice(
    host,
    `Beacons: ${kept} stored, ${leftOut} skipped, ${refused} rejected, ${lost} lost.`,
  );
  return { exitCode: EXIT.ok };
}

function listenFor(options: ServeOptions, collector: web.Collector): Promise<web.WebServer> {
  const { addressHeader } = options;
  return web.listen(options, MOST_CONNECTIONS, (request, response) => {
    if (request.url?.split('?')[0] !== PATH) {
      response.writeHead(404, { 'content-length': '0', connection: 'close' }).end();
      return;
    }
    void web.answerBeacons(collector, request, response, { addressHeader });
  });
}

function refuseWriting({ options }: Pick<CommandContext<typeof SERVE_OPTIONS>, 'options'>): void {
  if (!options.write) return;
  throw optionError(
    '--write applies only to the dashboard; --collect always writes field data.',
    'Run: perf-harness serve --write',
  );
}
