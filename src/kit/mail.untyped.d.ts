/** As much of nodemailer as `mail.ts` uses; the package brings no types. */
declare module 'nodemailer' {
  export function createTransport(url: string): { sendMail(mail: { from: string; to: string; subject: string; text: string }): Promise<{ accepted: unknown[] }>; close(): void }
}
