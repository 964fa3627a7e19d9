/**
 * Accuracy of the performance map: ten services with one planted cause of slowness each are profiled
 * ten times. Takes most of an hour, can be stopped at any time and resumes.
 *
 *   npm run bench -- map            ten of each
 *   npm run bench -- map --quick    one of each; not published
 *   npm run bench -- map --fresh    forgets what was done
 */
import { type BenchResult, NO_PEER } from './bench-result.ts';
import { buildPackage } from './built-package.ts';
import { type MapEntry, mapPlantedService } from './map/map-planted-service.ts';
import { openResumableBench } from './resumable-bench.ts';
import { SERVICE_NAMES } from './services/planted-cause.ts';
import { readProvenance } from './verdicts/provenance.ts';

const RUNS = 10;
/** Minimum number of correct maps out of ten. */
const LEAST_RIGHT = 9;

const bench = openResumableBench<MapEntry>('map');

buildPackage();
const provenance = readProvenance();
// Interleaved, so that all services meet the same machine conditions.
for (let run = 0; run < (bench.isQuick ? 1 : RUNS); run += 1) {
  for (const service of SERVICE_NAMES) {
    const take = () => mapPlantedService(service, run, bench.signal, provenance);
    await bench.once(`${service}/${run}`, take, lineOf);
  }
}
bench.finish(resultOf);

function lineOf({ id, first, isRight, wrong, seconds }: MapEntry): string {
  const named =
    first === null
      ? 'nothing'
      : `${first.function} (${first.location}) ${first.type} ${first.share.toFixed(0)} %`;
  const sorry = wrong.length === 0 ? '' : `; wrongly confirmed: ${wrong.join('; ')}`;
  return `${isRight ? '✓' : '✗'} ${id}: ${named}, ${seconds.toFixed(0)} s${sorry}`;
}

function resultOf(entries: readonly MapEntry[]): BenchResult {
  const wrong = entries.filter((entry) => entry.wrong.length > 0).length;
  const services = SERVICE_NAMES.map((service) => {
    const own = entries.filter((entry) => entry.service === service);
    const right = own.filter(({ isRight }) => isRight).length;
    return { service, own, right, enough: right >= (LEAST_RIGHT / RUNS) * own.length };
  });
  return {
    title: 'What the performance map names',
    method: `Ten services with one planted cause each for their slowness, and innocent code and code that only looks slow beside it. perf-harness profile with three profiled trials, as a user would run it, in turn over the services. Right: the first bottleneck is the planted function, with its file and line, and of the right type.`,
    seconds: Math.round(entries.reduce((sum, { seconds }) => sum + seconds, 0)),
    rows: [
      ...services.map(({ service, own, right, enough }) => ({
        ...NO_PEER,
        name: `${service}: the planted function comes first, with its type`,
        ours: `${right} of ${own.length}`,
        limit: `at least ${LEAST_RIGHT} of ${RUNS}`,
        holds: enough,
      })),
      {
        ...NO_PEER,
        name: 'maps with a suspicion confirmed that no time speaks for',
        ours: `${wrong} of ${entries.length}`,
        limit: 'none',
        holds: wrong === 0,
      },
    ],
  };
}
