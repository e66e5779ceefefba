import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { foldForSearch } from '../domain/language/fold.ts';
import type { Person, ReaderLanguage } from '../domain/people/person.ts';
import { insertOnce, op, rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

type Row = Omit<Person, 'id'> & { _id: string; passwordHash: string; searchKey: string };

const schema = new Schema<Row>(
  {
    _id: String,
    email: String,
    name: String,
    language: String,
    grants: [{ _id: false, role: String, unitId: String }],
    reportLanguages: [String],
    state: String,
    passwordHash: String,
    searchKey: String,
    createdAt: Date,
  },
  { ...rowOptions, collection: 'people' },
);

/** E-mail addresses are compared in lower case. */
export function createPeopleStore(connection: Connection) {
  const model = connection.model<Row>('Person', schema);
  return {
    async findPerson(id: string): Promise<Person | null> {
      const row = await model.findById(id).lean();
      return row === null ? null : toPerson(row);
    },
    async findPersonByEmail(email: string): Promise<Person | null> {
      const row = await model.findOne({ email: email.toLowerCase() }).lean();
      return row === null ? null : toPerson(row);
    },
    /** The stored hash of an active person's password; null when nobody signs in by this address. */
    async findPasswordHash(email: string): Promise<{ personId: string; hash: string } | null> {
      const row = await model.findOne({ email: email.toLowerCase(), state: 'active' }).lean();
      return row === null ? null : { personId: row._id, hash: row.passwordHash };
    },
    async listPeople(query: { ids?: readonly string[]; search?: string } = {}): Promise<Person[]> {
      const filter = {
        ...(query.ids === undefined ? {} : { _id: op({ $in: [...query.ids] }) }),
        ...(query.search === undefined || query.search === ''
          ? {}
          : { searchKey: op({ $regex: escapeRegex(foldForSearch(query.search)) }) }),
      };
      const rows = await model.find(filter).lean();
      return rows.map(toPerson).sort((a, b) => a.name.localeCompare(b.name, 'vi'));
    },
    /** Everyone active: the few hundred people whom notices and reports are chosen from. */
    async listActivePeople(tx?: Tx): Promise<Person[]> {
      return (await model.find({ state: 'active' }, null, within(tx)).lean()).map(toPerson);
    },
    async countPeople(): Promise<number> {
      return model.countDocuments();
    },
    async insertPerson(person: Person, passwordHash: string, tx?: Tx): Promise<void> {
      const { id, ...rest } = person;
      const row: Row = { _id: id, ...rest, passwordHash, searchKey: searchKeyOf(person) };
      await insertOnce('person', () => model.create([row], within(tx)));
    },
    async savePerson(person: Person, tx?: Tx): Promise<void> {
      const { id, ...rest } = person;
      await model.updateOne(
        { _id: id },
        { $set: { ...rest, searchKey: searchKeyOf(person) } },
        within(tx),
      );
    },
    /** The hash of this person's own password; null when they left or never were. */
    async findOwnPasswordHash(personId: string): Promise<string | null> {
      const row = await model
        .findOne({ _id: personId, state: 'active' }, { passwordHash: 1 })
        .lean();
      return row?.passwordHash ?? null;
    },
    async saveLanguage(personId: string, language: ReaderLanguage): Promise<void> {
      await model.updateOne({ _id: personId }, { $set: { language } });
    },
    async savePasswordHash(personId: string, passwordHash: string, tx?: Tx): Promise<void> {
      await model.updateOne({ _id: personId }, { $set: { passwordHash } }, within(tx));
    },
  };
}

function toPerson(row: Row): Person {
  return {
    id: row._id,
    email: row.email,
    name: row.name,
    language: row.language,
    grants: row.grants.map(({ role, unitId }) => ({ role, unitId })),
    reportLanguages: [...row.reportLanguages],
    state: row.state,
    createdAt: row.createdAt,
  };
}

function searchKeyOf(person: Person): string {
  return foldForSearch(`${person.name} ${person.email}`);
}

/** A typed text as a literal inside a regular expression. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
