/** Where mail goes out: `DANLIU_SMTP`, such as `smtps://name:password@mail.example.com`, and whom it comes from. */
export interface Post { url: string; from: string }
export function postOf(): Post | undefined {
  const url = process.env.DANLIU_SMTP
  return url ? { url, from: process.env.DANLIU_MAIL_FROM || `danliu@${new URL(url).hostname}` } : undefined
}

/** Sends one mail and waits until the server has taken it. Never within a transaction. */
export async function sendMail({ url, from }: Post, mail: { to: string; subject: string; text: string }): Promise<void> {
  // Read in when there is something to send; a start need not wait for it.
  const { createTransport } = await import('nodemailer')
  const given = new URL(url)
  for (const [name, value] of Object.entries({ connectionTimeout: '10000', greetingTimeout: '10000', socketTimeout: '20000' })) if (!given.searchParams.has(name)) given.searchParams.set(name, value)
  const transport = createTransport(given.href)
  try {
    await transport.sendMail({ from, ...mail })
  } finally { transport.close() }
}
