import type { Child } from 'hono/jsx';

/** What a reader of the pretend wiki sees. */
export function HelloPage({ name, email }: { name: string; email: string }) {
  return (
    <WikiPage title={`Hello, ${name}`}>
      <p>
        You opened this wiki with your team account (<b>{email}</b>), without another password.
      </p>
      <p>Remove {name} in Slack, and reload this page: it’s shut right away.</p>
    </WikiPage>
  );
}

/** For whoever comes back without having been let in. */
export function RefusedPage() {
  return (
    <WikiPage title="You weren’t let in">
      <p>
        <a href="/">Try again</a>
      </p>
    </WikiPage>
  );
}

function WikiPage({ title, children }: { title: string; children: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title} · Wiki</title>
        <style>
          {
            'body { max-width: 36rem; margin: 4rem auto; padding: 0 1rem; font: 1.125rem/1.6 serif; }'
          }
        </style>
      </head>
      <body>
        <main>
          <p>Juniper Studio · Pretend wiki</p>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}
