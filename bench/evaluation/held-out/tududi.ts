import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'tududi',
  repository: 'chrisvel/tududi',
  before: '34279159c8fd34cc6fb1b0cce681666316032602',
  after: '46de009f953637244d4b30a22ab8e496815b39c9',
  without: ['frontend', 'e2e', 'screenshots', 'public', 'docs'],
  defect: 'a query for the notifications of each project and task',
  source: 'chrisvel/tududi, pull request 1296',
  kind: 'many queries in one',
  testCommand:
    'cd backend && NODE_ENV=test jest tests/unit/modules/tasks tests/integration/notification-preferences.test.js tests/integration/tasks-metrics.test.js',
  testDependencies: {
    jest: '29.7.0',
    'babel-jest': '29.7.0',
    '@babel/core': '7.29.13',
    '@babel/preset-env': '7.29.14',
    '@babel/preset-react': '7.29.7',
    '@babel/preset-typescript': '7.29.7',
    supertest: '7.3.2',
    'cross-env': '7.0.3',
  },
  builds: true,
  env: { NODE_ENV: 'test', DB_FILE: 'evaluation.sqlite' },
  module: 'backend/modules/projects/dueProjectService.js',
  body: `const { default: models } = await import('../backend/models/index.js');
await models.sequelize.sync({ force: true });
const user = await models.User.create({ email: 'user@example.org', password_digest: 'x' });
const yesterday = new Date(Date.now() - 86_400_000);
for (let index = 0; index < 60; index += 1) {
  await models.Project.create({ name: 'Project ' + index, user_id: user.id, due_date_at: yesterday });
}
const run = () => subject.checkDueProjects();`,
};
