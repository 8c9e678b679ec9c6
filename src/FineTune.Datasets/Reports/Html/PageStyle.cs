namespace FineTune.Datasets.Reports.Html;

/// <summary>The look of the page: light and dark, wide and narrow, on screen and on paper.</summary>
internal static class PageStyle
{
    public const string Css =
        """
        :root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#56616f;--line:#dde2e8;--bar:#3b6fd4;--bar2:#9db8ec;--good:#0b6b3f;--warn:#8a5a00;--bad:#b3261e;--goodbg:#e3f4ea;--warnbg:#fdf1d8;--badbg:#fbe6e4;--infobg:#e6eefb;--info:#2c56a8}
        @media(prefers-color-scheme:dark){:root{--bg:#12161b;--card:#1b2129;--ink:#e6eaf0;--soft:#a3aebb;--line:#323b46;--bar:#7aa5f5;--bar2:#3d5788;--good:#6fd3a0;--warn:#f0c05a;--bad:#ff9a90;--goodbg:#16352a;--warnbg:#3a2f14;--badbg:#432220;--infobg:#1d2d4a;--info:#a8c6ff}}
        *{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
        body{font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;margin:0;background:var(--bg);color:var(--ink)}
        main{max-width:74rem;margin:0 auto;padding:1.5rem 1rem 4rem}
        section,header{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.25rem 1.4rem;margin:0 0 1rem}
        h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 .25rem;overflow-wrap:anywhere}h2{font-size:1.15rem;margin:0 0 .6rem}h3{font-size:.95rem;margin:0}
        p{margin:.4rem 0;max-width:46rem}small,.soft,caption{color:var(--soft)}a{color:var(--info)}
        .badge{display:inline-block;border-radius:99px;padding:.05rem .7rem;font-size:.82rem;font-weight:600}
        .accepted,.good{color:var(--good);background:var(--goodbg)}.refused,.failed,.error{color:var(--bad);background:var(--badbg)}.warning{color:var(--warn);background:var(--warnbg)}.info{color:var(--info);background:var(--infobg)}
        .error,.warning,.info,.good{display:inline-block;border-radius:99px;padding:0 .6rem;font-size:.8rem;font-weight:600;white-space:nowrap}
        .next{border-left:4px solid var(--bar);padding:.1rem 0 .1rem .9rem;margin:.9rem 0 .2rem}.next ul,.plain{margin:.3rem 0;padding-left:1.1rem}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:.6rem;margin:1rem 0 0}.facts div{border:1px solid var(--line);border-radius:10px;padding:.5rem .8rem}
        .facts b{display:block;font-size:1.25rem;line-height:1.3;font-variant-numeric:tabular-nums}.facts span{font-size:.82rem;color:var(--soft)}
        .stack{display:flex;height:1.1rem;border-radius:6px;overflow:hidden;background:var(--line);margin:.2rem 0 .3rem;gap:1px}.stack i{min-width:3px}.stack .k0{background:var(--bar)}.stack .k1{background:var(--bar2)}.stack .k2{background:var(--warn)}.stack .k3{background:var(--bad)}.stack .k4{background:var(--soft)}
        .flow{list-style:none;margin:0;padding:0}.flow li{margin:0 0 .9rem}.flow b{font-variant-numeric:tabular-nums}
        .two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.4rem 2rem}
        figure{margin:0}figcaption{font-size:.86rem;color:var(--soft);margin:.15rem 0 .5rem}
        .chart{display:flex;align-items:flex-end;gap:2px;height:8rem;border-bottom:1px solid var(--soft)}.chart i{flex:1;background:var(--bar);border-radius:3px 3px 0 0}.chart i.z{background:none}
        .axis{display:flex;gap:2px;height:1.3rem;font-size:.75rem;color:var(--soft)}.axis span{flex:1;width:0;white-space:nowrap}.axis span b{font-weight:400;position:relative;left:50%;display:inline-block;transform:translateX(-50%)}.axis span:last-child b{left:100%;transform:translateX(-100%)}.axis span:first-child b{left:0;transform:none}
        .bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:.25rem .7rem;align-items:center;margin:.3rem 0;font-size:.9rem}.bars u{display:block;height:.8rem;background:var(--bar);border-radius:3px;min-width:2px;text-decoration:none}.bars u.z{min-width:0}
        .scroll{overflow-x:auto;margin:.4rem 0}table{border-collapse:collapse;width:100%;font-size:.9rem}caption{text-align:left;font-size:.86rem;padding:0 0 .4rem}
        th,td{text-align:left;padding:.38rem .7rem .38rem 0;border-bottom:1px solid var(--line);vertical-align:top}th{font-weight:600;color:var(--soft);font-size:.82rem}td{overflow-wrap:break-word}td.n,th.n{text-align:right}td.n{font-variant-numeric:tabular-nums;white-space:nowrap}tr:target,td:target{background:var(--infobg)}
        .line{border-top:1px solid var(--line);padding:.8rem 0 .6rem}.line:first-of-type{border-top:0}.line ul{margin:.35rem 0;padding-left:1.1rem}
        .turns{display:flex;flex-wrap:wrap;gap:.3rem;margin:.35rem 0;font-size:.82rem}.turns span{border:1px solid var(--line);border-radius:6px;padding:0 .5rem}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--bg);border:1px solid var(--line);border-radius:8px;padding:.5rem .7rem;margin:.4rem 0 0;font:.82rem/1.5 ui-monospace,SFMono-Regular,Consolas,monospace}
        code{font:.9em ui-monospace,SFMono-Regular,Consolas,monospace;overflow-wrap:anywhere}details{margin:.5rem 0 0}summary{cursor:pointer;color:var(--info);font-size:.9rem}
        .own{font-weight:600}.own,.nw{white-space:nowrap}:focus-visible{outline:2px solid var(--bar);outline-offset:2px}
        @media(max-width:34rem){body{font-size:15px}main{padding:.6rem .5rem 3rem}section,header{padding:1rem .9rem;border-radius:10px}h1{font-size:1.25rem}td:last-child{min-width:13rem}td.n:last-child{min-width:0}}
        @media print{body{background:none}section,header{break-inside:avoid;border:0;padding:.5rem 0}details>*{display:block}}
        """;
}
