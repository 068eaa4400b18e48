import { Icon } from './icons.tsx';
import { Form, type Look } from './look.tsx';

/** What could not be done, and what real Slack would have refused of the app. */
export function Notices({ look }: { look: Look }) {
  const { sandbox, person } = look;
  const notice = sandbox.notices.get(person.id);
  const refusals = sandbox.slack.refusals.slice(sandbox.memory.refusalsRead);
  return (
    <>
      {notice && (
        <div class="notice" role="alert">
          <p>{notice}</p>
          <PutAway look={look} what="notice" />
        </div>
      )}
      {refusals.length > 0 && (
        <div class="notice refused" role="alert">
          <div>
            <p>
              <strong>Slack would refuse this.</strong> Here’s what’s wrong:
            </p>
            <ul>
              {refusals.slice(-3).map((refusal) => (
                <li>
                  <code>{refusal.where}</code> {refusal.problems.join('; ')}
                </li>
              ))}
            </ul>
            <p>
              <a href="/sandbox/inspector">Open Inspector</a>
            </p>
          </div>
          <PutAway look={look} what="refusals" />
        </div>
      )}
    </>
  );
}

function PutAway({ look, what }: { look: Look; what: 'notice' | 'refusals' }) {
  return (
    <Form look={look} action="/sandbox/put-away">
      <button type="submit" class="btn btn-icon" name="what" value={what} aria-label="Dismiss">
        <Icon name="close" />
      </button>
    </Form>
  );
}
