import {
  type CommandContext,
  EXIT,
  history,
  type Outcome,
  optionError,
  web,
} from 'perf-harness/plugin';
import { createProjectData } from '../cached-dashboard-page-data.ts';
import { createDashboard } from '../dashboard-request-handler.ts';
import { createDashboardWriter } from '../handle-form-request.ts';
import {
  type DashboardRequest,
  type DashboardResponse,
  handleNodeRequest,
} from '../node-request-handler.ts';
import { TOKEN_PARAMETER } from '../visitor-authentication-by-token-and-cookie.ts';
import { readServeOptions } from './read-serve-options.ts';
import type { SERVE_OPTIONS } from './serve-command-options.ts';

type ServeContext = CommandContext<typeof SERVE_OPTIONS>;

/** Time for requests under way when the command is to end. */
const GRACE_MS = 1_000;
/**
 * More connections than the system accepts in one batch, so that a request is read before its
 * connection could be closed to make room.
 */
const CONNECTIONS = { mostConnections: 1_000, makesRoom: true };
const TOKEN_BYTES = 24;
/** A first view without an index is there within a second. */
const PATIENCE_MS = 250;

export async function serveDashboard(context: ServeContext): Promise<Outcome> {
  const { host, config, options, signal } = context;
  refuseCollecting(context);
  const address = readServeOptions(context);
  const token = web.randomToken(TOKEN_BYTES);
  const data = createProjectData(host, config, await context.openCollections(), signal);
  const writer = options.write
    ? createDashboardWriter(host, history.wholeHistoryOptions(config, 'digest'), signal)
    : null;
  // The handler needs its own port, which is known only once the server listens.
  const opened = Promise.withResolvers<(request: DashboardRequest) => Promise<DashboardResponse>>();
  const server = await web.listen(address, CONNECTIONS, (request, response) => {
    opened.promise
      .then((answer) => handleNodeRequest(answer, request, response))
      .catch(() => response.destroy());
  });
  const onTrouble = (error: unknown): void =>
    web.printNotice(host, `warning: ${error instanceof Error ? error.message : error}`);
  const own = { host: address.host, port: server.port, origins: address.origins };
  opened.resolve(
    createDashboard({
      data,
      writer,
      own,
      token,
      onTrouble,
      clock: host.clock,
      patienceMs: PATIENCE_MS,
    }),
  );
  host.terminal.out(`${server.url}/?${TOKEN_PARAMETER}=${token}\n`);
  web.printNotice(
    host,
    `Open this address and keep it private: anyone who has it can view this project${writer === null ? '' : ', and record decisions in your name'}. Press Ctrl-C to stop.`,
  );
  web.warnIfOpen(host, address);
  // Starts reading while the user opens the address. Errors are reported by the page.
  data.allTrends(null).catch(() => undefined);
  await web.untilAborted(signal);
  await server.close(GRACE_MS);
  return { exitCode: EXIT.ok };
}

function refuseCollecting({ flags }: ServeContext): void {
  const names = { sample: '--sample', keepDays: '--keep-days', addressHeader: '--address-header' };
  const stray = Object.entries(names).find(
    ([name]) => flags[name as keyof typeof names] !== undefined,
  );
  if (stray === undefined) return;
  throw optionError(
    `${stray[1]} applies only to field data, which the dashboard does not collect.`,
    'Run: perf-harness serve --collect',
  );
}
