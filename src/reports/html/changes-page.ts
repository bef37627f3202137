/**
 * What the section on changes adds to the page. Everything can be read, unfolded, filtered by sort and shown side by side
 * without a script; the script only finds and unfolds all at once, and shows its controls itself.
 */
export const CHANGE_STYLES = `
.follows{display:grid;gap:.5rem}.follows li{display:grid;grid-template-columns:6.1rem minmax(0,1fr);gap:.15rem .9rem;align-items:baseline;overflow-wrap:anywhere}
.follows .plain{font-size:.8125rem;color:var(--soft)}
.tools{display:flex;flex-wrap:wrap;gap:.5rem 1.75rem;align-items:center;padding-bottom:.85rem;font-size:.875rem}
.find{display:flex;gap:.6rem;align-items:center;flex:1 1 100%}.find[hidden],.tools button[hidden]{display:none}
.find label{color:var(--soft)}
.find input{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.35rem .6rem;width:min(24rem,100%);min-width:0}
.find output{color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap}
.tools button{font:inherit;color:var(--link);background:none;border:0;padding:.2rem 0;cursor:pointer;text-decoration:underline;text-underline-offset:.2em;text-decoration-thickness:1px}
.change[hidden]{display:none}
.change .behind{grid-column:2;font-size:.9375rem;color:var(--warning);font-weight:560}
.change .behind::before{content:"";display:inline-block;width:.5rem;height:.5rem;margin-right:.5rem;background:currentColor;clip-path:polygon(50% 0,100% 100%,0 100%)}
main:has(#show-removed:not(:checked)) .change.removed,
main:has(#show-moved:not(:checked)) .change.moved,
main:has(#show-image:not(:checked)) .change.image,
main:has(#show-changed:not(:checked)) .change.changed,
main:has(#show-added:not(:checked)) .change.added,
main:has(#show-noise:not(:checked)) .change.noise{display:none}
.diff{border:1px solid var(--line);border-radius:6px;overflow:hidden;background:var(--sunk);font:.8125rem/1.6 var(--mono);overflow-wrap:anywhere}
.field+.field{border-top:1px solid var(--line)}.field{padding-bottom:.35rem}
.field .lead{padding:.4rem .9rem .25rem;color:var(--soft)}.field .lead code{font-size:1em}
.diff del,.diff ins,.same span{display:block;white-space:pre-wrap;padding:0 .9rem 0 2.1rem;text-indent:-1.2rem;text-decoration:none;tab-size:2}
.diff del::before,.diff ins::before,.same span::before{display:inline-block;width:1.2rem;text-indent:0;user-select:none}
.diff del::before{content:"-"}.diff ins::before{content:"+"}.same span::before{content:""}
.diff del{background:var(--error-wash);color:var(--error)}.diff ins{background:var(--good-wash);color:var(--good)}
.diff mark{color:inherit;text-decoration-thickness:1px}
.gap{color:var(--soft);padding:.1rem .9rem}
@media (min-width:46rem){
main:has(#diff-split:checked) .swap{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1px}
main:has(#diff-split:checked) .swap>div:empty{background:var(--card)}
main:has(#diff-split:checked) .same span{padding-right:50%}}
@media (max-width:45.99rem){.layout{display:none}.follows li{grid-template-columns:minmax(0,1fr)}.change .behind{grid-column:1}}
@media print{.tools{display:none}.field{break-inside:avoid}}
`;

/** Finds cards by words of their text, all of them, in any order. Put at the end of the page. */
export const CHANGE_SCRIPT = `
(() => {
  const section = document.getElementById('changes');
  const tools = section && section.querySelector('.tools');
  if (!tools) return;
  const box = tools.querySelector('.find');
  const input = box.querySelector('input');
  const output = box.querySelector('output');
  const cards = [...section.querySelectorAll('.change')];
  let texts;
  let waiting;
  const find = () => {
    texts = texts || cards.map(card => card.textContent.toLowerCase());
    const words = input.value.toLowerCase().split(/\\s+/).filter(word => word !== '');
    let found = 0;
    cards.forEach((card, at) => {
      card.hidden = !words.every(word => texts[at].includes(word));
      if (!card.hidden) found++;
    });
    output.textContent = words.length === 0 ? '' : found + ' of ' + cards.length;
  };
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 120);
  });
  for (const button of tools.querySelectorAll('button')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      for (const card of cards) if (!card.hidden) card.open = button.value === 'open';
    });
  }
  box.hidden = false;
})();
`;
