/** Runs in the measured process: statements of databases, and connections that they wait for. */
import { type WatchedLibrary, watchLibraries } from '../../harness/probe/watch-libraries.ts';
import { watchMongodb, watchMongodbPool } from './watch-mongodb.ts';
import { watchMysqlConnection, watchMysqlPool } from './watch-mysql.ts';
import { watchPgClient, watchPgPool } from './watch-pg.ts';
import { watchIoredis, watchRedis } from './watch-redis.ts';

const LIBRARIES: readonly (WatchedLibrary & { readonly watch: (exported: unknown) => void })[] = [
  { name: 'pg-pool', files: /^\/index\.js$/, watch: watchPgPool },
  { name: 'pg', files: /^\/lib\/(?:native\/)?client\.js$/, watch: watchPgClient },
  { name: 'mysql2', files: /^\/lib\/(?:base\/)?pool\.js$/, watch: watchMysqlPool },
  { name: 'mysql2', files: /^\/lib\/(?:base\/)?connection\.js$/, watch: watchMysqlConnection },
  { name: 'ioredis', files: /^\/built\/Redis\.js$/, watch: watchIoredis },
  { name: '@redis/client', files: /^\/dist\/lib\/client\/index\.js$/, watch: watchRedis },
  { name: 'mongodb', files: /^\/lib\/cmap\/connection\.js$/, watch: watchMongodb },
  { name: 'mongodb', files: /^\/lib\/cmap\/connection_pool\.js$/, watch: watchMongodbPool },
];

export function watchDatabases(): void {
  watchLibraries('perf-harness.wait-for-databases', LIBRARIES, {
    onLoading: () => undefined,
    onLoaded: ({ watch }, exported) => watch(exported),
  });
}
