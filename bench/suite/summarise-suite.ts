import { median } from '../../harness/stats/descriptive-statistics.ts';
import { type BenchResult, type BenchRow, NO_PEER } from '../bench-result.ts';
import { BUDGET_SECONDS, GATE_COUNTS, type SuiteEntry } from './suite-entry.ts';

/** Share of the gates in which all that was planted has to be found. */
const FOUND = { planted: 19 / 20, servers: 9 / 10 };
/** Maximum share of inconclusive functions if nothing was planted. */
const UNDECIDED = 0.1;
/** Tolerated overrun of a gate's time budget, as a factor. */
const OVER = 1.05;

/** Summarizes the gates measured so far. */
export function summariseSuite(entries: readonly SuiteEntry[]): BenchResult {
  const planted = entries.filter(({ kind }) => kind === 'planted');
  const none = entries.filter(({ kind }) => kind === 'none');
  const row = (name: string, ours: string, limit: string, holds: boolean): BenchRow => ({
    name,
    ours,
    limit,
    holds,
    ...NO_PEER,
  });
  const servers = entries.filter(({ kind }) => kind === 'servers');
  const files = entries.filter(({ kind }) => kind === 'files');
  const longest = Math.max(...entries.map(({ seconds, kind }) => seconds / BUDGET_SECONDS[kind]));
  const foundIn = (gates: readonly SuiteEntry[]): number =>
    gates.filter((gate) => missed(gate).length === 0).length;
  const alarms = entries.reduce((sum, entry) => sum + alarmsOf(entry).length, 0);
  return {
    title:
      'Suites in five minutes: fifty functions, eight servers; in one: a hundred functions of which five have other files',
    method: `Gates with \`--budget-seconds ${BUDGET_SECONDS.planted}\`: ${planted.length} of ${GATE_COUNTS.planted} of fifty made functions with two that do 5 % more work and one that does 10 % (margin 2 %), ${none.length} of ${GATE_COUNTS.none} with none (margin 5 %), and ${servers.length} of ${GATE_COUNTS.servers} of eight servers, one of which does 10 % more work at each request (margin 2 %, judged by cpu_time). With ${BUDGET_SECONDS.files} s and \`--same-inputs\` ${files.length} of ${GATE_COUNTS.files} of a hundred functions in files of their own, five of which differ and one of these does 10 % more work (margin 2 %). In all others base and working tree differ in the module that all are in. Which do more is drawn for each gate. Alarms are functions and servers with unchanged work that are called regressed or improved.`,
    rows: [
      ...rowsOf(planted, (gates) => {
        const found = foundIn(gates);
        const ours = `${found} of ${gates.length} gates`;
        const holds = found >= FOUND.planted * gates.length;
        return row('all three slower ones are found', ours, '19 of 20', holds);
      }),
      ...rowsOf(servers, (gates) => {
        const found = foundIn(gates);
        const ours = `${found} of ${gates.length} gates`;
        const holds = found >= FOUND.servers * gates.length;
        return row('the one server that takes 10 % more is found', ours, '9 of 10', holds);
      }),
      ...rowsOf(files, (gates) => {
        const found = foundIn(gates.filter(areSame));
        const name =
          'of a hundred the slower one is found, and 95 are reported as unchanged inputs';
        return row(name, `${found} of ${gates.length} gates`, 'all', found === gates.length);
      }),
      row('alarms over all gates', String(alarms), 'none', alarms === 0),
      ...rowsOf(none, (gates) => {
        const open = gates.map(undecided);
        const ours = `${percent(median(open))} of the functions in the median gate, at most ${percent(Math.max(...open))}`;
        const holds = open.every((share) => share <= UNDECIDED);
        return row('inconclusive where nothing was planted', ours, 'at most 10 %', holds);
      }),
      row('the longest gate', `${percent(longest)} of its time`, 'at most 105 %', longest <= OVER),
    ],
    seconds: entries.reduce((sum, { seconds }) => sum + seconds, 0),
    tables: [
      {
        title: 'Each gate',
        note: '',
        head: ['gate', 'seconds', 'slower, %', 'missed', 'alarms', 'undecided', 'pairs'],
        body: entries.map((entry) => [
          entry.id,
          entry.seconds.toFixed(0),
          Object.entries(entry.planted)
            .map(([name, more]) => `${name} ${5 * more}`)
            .join(', '),
          missed(entry).join(', '),
          alarmsOf(entry).join(', '),
          String(Math.round(Object.keys(entry.verdicts).length * undecided(entry))),
          String(median(entry.pairs)),
        ]),
      },
    ],
  };
}

/** Returns the row of a kind if there is any gate of it. */
function rowsOf(
  gates: readonly SuiteEntry[],
  rowOf: (gates: readonly SuiteEntry[]) => BenchRow,
): readonly BenchRow[] {
  return gates.length === 0 ? [] : [rowOf(gates)];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function missed({ planted, verdicts }: SuiteEntry): readonly string[] {
  return Object.keys(planted).filter((name) => verdicts[name] !== 'regressed');
}

/** True if, of a hundred functions, all but the five with changed files had the same inputs. */
function areSame({ verdicts }: SuiteEntry): boolean {
  return Object.values(verdicts).filter((verdict) => verdict === 'same inputs').length === 95;
}

function alarmsOf({ planted, verdicts }: SuiteEntry): readonly string[] {
  return Object.entries(verdicts)
    .filter(([, verdict]) => verdict === 'regressed' || verdict === 'improved')
    .map(([name]) => name)
    .filter((name) => !(name in planted));
}

/** Share of the functions. */
function undecided({ verdicts }: SuiteEntry): number {
  const all = Object.values(verdicts);
  return all.filter((verdict) => verdict === 'inconclusive').length / Math.max(1, all.length);
}
