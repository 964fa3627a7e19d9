// Gives `perf-harness/plugin` its meaning before a plugin loads its modules.
import '../../../harness/loader/register-self.ts';
import { wholeHistory } from '../../../api/history/history-options.ts';
import { randomToken } from '../../../harness/host/random-token.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { badOption } from '../../../harness/model/value/bad-option.ts';
import { openProject } from '../../../harness/scenario/open-project.ts';
import type { Call } from '../../../registry/command.ts';
import { flagOf } from '../../../registry/option.ts';
import { createDashboard } from '../../../serve/dashboard/dashboard.ts';
import type {
  DashboardAnswer,
  DashboardRequest,
} from '../../../serve/dashboard/dashboard-request.ts';
import { answerNode } from '../../../serve/dashboard/node-front.ts';
import { weekBefore } from '../../../serve/dashboard/page-of.ts';
import { createProjectData } from '../../../serve/dashboard/project-data.ts';
import { TOKEN_PARAMETER } from '../../../serve/dashboard/session.ts';
import { createWriter } from '../../../serve/dashboard/write/writer.ts';
import { listen, untilEnd, warnIfOpen } from '../../output/listening.ts';
import { tell } from '../../output/tell.ts';
import type { SERVE_OPTIONS } from './options.ts';

type ServeCall = Call<typeof SERVE_OPTIONS>;

/** What is under way when the command is to end has this long. */
const GRACE_MS = 1_000;
/** More than the system hands over at one go, so that who asks for something is heard before they make room. */
const CONNECTIONS = { mostConnections: 1_000, makesRoom: true };
const TOKEN_BYTES = 24;
/** A first view without an index is there within a second. */
const PATIENCE_MS = 250;

/** `perf-harness serve`: the dashboard, until a signal ends it. */
export async function serveDashboard(call: ServeCall): Promise<ExitCode> {
  const { host, flags, options } = call;
  refuseCollecting(call);
  const config = await openProject(host, flags);
  const token = randomToken(TOKEN_BYTES);
  const ending = new AbortController();
  const data = createProjectData(host, config, ending.signal);
  const writer = options.write
    ? createWriter(host, wholeHistory(config, 'digest'), ending.signal)
    : null;
  // Its own port belongs to what it answers to, and is known once it listens.
  const opened = Promise.withResolvers<(request: DashboardRequest) => Promise<DashboardAnswer>>();
  const server = await listen(options, CONNECTIONS, (request, response) => {
    opened.promise
      .then((answer) => answerNode(answer, request, response))
      .catch(() => response.destroy());
  });
  const onTrouble = (error: unknown): void =>
    tell(host, `warning: ${error instanceof Error ? error.message : error}`);
  const { host: name, origin: origins } = options;
  const own = { host: name, port: server.port, origins };
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
  const ended = untilEnd(host);
  host.terminal.out(`${server.url}/?${TOKEN_PARAMETER}=${token}\n`);
  tell(
    host,
    `Open this address. It is for you alone: who has it can read this project${writer === null ? '' : ', and write in your name what is said of changes'}. Ctrl-C ends it.`,
  );
  warnIfOpen(host, options);
  // While the address is being opened. What is wrong with it is told by the page.
  data.digest(weekBefore(host.clock)).catch(() => undefined);
  await ended;
  ending.abort();
  await server.close(GRACE_MS);
  return EXIT.ok;
}

/** @throws UserError for an option that field data alone take. */
function refuseCollecting({ flags }: ServeCall): void {
  const names = ['sample', 'keepDays', 'addressHeader'] as const;
  const stray = names.find((name) => flags[name] !== undefined);
  if (stray === undefined) return;
  throw badOption(
    `${flagOf(stray)} is of field data, and the dashboard takes none.`,
    'Write: perf-harness serve --collect',
  );
}
