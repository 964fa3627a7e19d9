import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'audiobookshelf',
  repository: 'advplyr/audiobookshelf',
  before: '56c0124c136b6a7dc19994b47f805507175b9409',
  after: '67b47785a06b865515536982e688103aa460cb95',
  without: ['client', 'docs', 'images'],
  defect: 'all books of an author are loaded to count them',
  source: 'advplyr/audiobookshelf, the message of 67b47785a0',
  kind: 'many queries in one',
  testCommand: 'mocha',
  testDependencies: {
    chai: '4.5.0',
    mocha: '10.8.2',
    sinon: '17.0.2',
  },
  builds: true,
  module: 'server/controllers/AuthorController.js',
  body: `const { default: Database } = await import('../server/Database.js');
const { Sequelize } = await import('sequelize');
Database.sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
Database.sequelize.uppercaseFirst = (text) => text[0].toUpperCase() + text.slice(1);
await Database.buildModels(true);
const library = await Database.libraryModel.create({ name: 'Books', mediaType: 'book', displayOrder: 1, settings: {} });
const author = await Database.authorModel.create({ name: 'Writer', libraryId: library.id });
for (let index = 0; index < 60; index += 1) {
  const book = await Database.bookModel.create({ title: 'Book ' + index, audioFiles: [], tags: [], narrators: [], genres: [], chapters: [] });
  await Database.libraryItemModel.create({ libraryFiles: [], mediaId: book.id, mediaType: 'book', libraryId: library.id });
  await Database.bookAuthorModel.create({ bookId: book.id, authorId: author.id });
}
const run = () => {
  const old = author.getOldAuthor();
  old.imagePath = '/nowhere/writer.jpg';
  return subject.deleteImage({ author: old }, { json: () => {}, status: () => ({ send() {} }) });
};`,
};
