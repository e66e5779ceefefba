import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { ReportMail, ReportMailState } from '../domain/reports/report-mail.ts';
import { isDuplicateKey, rowOptions, toDomain } from './rows.ts';

type Row = Omit<ReportMail, 'id'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    week: String,
    personId: String,
    personName: String,
    languages: [String],
    messageId: String,
    state: String,
    stateSince: Date,
    detail: String,
  },
  { ...rowOptions, collection: 'reportMails' },
);

/** The ledger of report mails: one row a week and recipient, whatever happens. */
export function createReportsStore(connection: Connection) {
  const model = connection.model<Row>('ReportMail', schema);
  return {
    /** Plans a mail; false when this recipient already has a row for this week. */
    async planReportMail(mail: ReportMail): Promise<boolean> {
      const { id, ...rest } = mail;
      try {
        await model.create([{ _id: id, ...rest }]);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Moves a mail from one state to the next; false when somebody else was quicker. */
    async moveReportMail(
      id: string,
      from: ReportMailState,
      to: ReportMailState,
      at: Date,
      detail: string | null,
    ): Promise<boolean> {
      const result = await model.updateOne(
        { _id: id, state: from },
        { $set: { state: to, stateSince: at, detail } },
      );
      return result.modifiedCount === 1;
    },
    async listReportMails(week: string): Promise<ReportMail[]> {
      return (await model.find({ week }).sort({ personName: 1 }).lean()).map(toMail);
    },
    /** Weeks that any mail was planned for, newest first. */
    async listReportedWeeks(limit: number): Promise<string[]> {
      const weeks = await model.distinct('week');
      return weeks.sort().reverse().slice(0, limit);
    },
  };
}

function toMail(row: Row): ReportMail {
  return { ...toDomain(row), languages: [...row.languages] };
}
