use proptest::prelude::*;
use semver::VersionReq;

use super::*;

fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

/// `a: b c? d>=2` — a needs b, can use c, needs d in version 2; all are in version 1.0.0.
fn graph(lines: &[&str]) -> Graph {
    let plugins: Vec<(PluginId, Vec<Requirement>)> = lines
        .iter()
        .map(|line| {
            let (name, needs) = line.split_once(':').unwrap_or((line, ""));
            let needs = needs.split_whitespace().map(|need| {
                let end = need.find(['?', '>']).unwrap_or(need.len());
                Requirement {
                    plugin: id(&need[..end]),
                    version: VersionReq::parse(need[end..].trim_start_matches('?'))
                        .unwrap_or(VersionReq::STAR),
                    optional: need[end..].starts_with('?'),
                }
            });
            (id(name), needs.collect())
        })
        .collect();
    Graph::new(
        plugins
            .iter()
            .map(|(id, needs)| (id, Some(Version::new(1, 0, 0)), needs.as_slice())),
    )
}

fn names(ids: &[PluginId]) -> Vec<&str> {
    ids.iter().map(PluginId::as_str).collect()
}

#[test]
fn what_a_plugin_needs_is_loaded_before_it() {
    let graph = graph(&["a: c", "b", "c: d", "d"]);
    assert_eq!(names(graph.order()), ["b", "d", "c", "a"]);
    assert_eq!(graph.cycles(), []);
    assert_eq!(names(&graph.needs(&id("a"))), ["c"]);
}

#[test]
fn cycles_are_named_in_full_and_only_their_members_are_left_out() {
    let graph = graph(&["b: c", "c: b", "self: self", "user: b", "free"]);
    let cycles: Vec<&str> = graph.cycles().iter().map(AsRef::as_ref).collect();
    assert_eq!(cycles, ["b → c → b", "self → self"]);
    assert_eq!(names(graph.order()), ["free", "user"]);
    let unmet = graph.unmet(&id("user"));
    assert_eq!(unmet[0].why, Why::Cycle(Arc::from("b → c → b")));
    assert!(unmet[0].to_string().contains("b → c → b"));
    assert_eq!(graph.cycle_of(&id("self")).unwrap().as_ref(), "self → self");
    assert_eq!(graph.cycle_of(&id("free")), None);
}

#[test]
fn missing_and_wrong_versions_are_named_and_optional_ones_are_marked() {
    let graph = graph(&["a: gone b>=2 c? elsewhere?", "b", "c"]);
    let unmet = graph.unmet(&id("a"));
    let texts: Vec<String> = unmet.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "needs gone *, which is not installed",
            "needs b >=2, but 1.0.0 is installed",
            "can use elsewhere *, which is not installed",
        ]
    );
    assert!(unmet[2].optional);
    assert!(graph.unmet(&id("b")).is_empty());
    assert!(graph.unmet(&id("stranger")).is_empty());
}

#[test]
fn a_star_takes_anything_and_a_pre_release_counts_as_its_release() {
    let star = VersionReq::STAR;
    assert!(fits(&star, None));
    assert!(fits(&star, Version::parse("1.0.0-beta").ok().as_ref()));
    let two = VersionReq::parse(">=2").unwrap();
    assert!(fits(&two, Version::parse("2.0.0-beta").ok().as_ref()));
    assert!(!fits(&two, None));
}

#[test]
fn an_optional_wish_orders_but_never_makes_a_cycle() {
    let with_wish = graph(&["a: z?", "z"]);
    assert_eq!(names(with_wish.order()), ["z", "a"]);
    let loops = graph(&["a: b?", "b: a"]);
    assert_eq!(loops.cycles(), []);
    assert_eq!(names(loops.order()), ["a", "b"]);
    assert!(loops.unmet(&id("a")).is_empty());
}

#[test]
fn dependents_come_in_the_order_of_switching_off() {
    let graph = graph(&[
        "base",
        "mid: base",
        "top: mid",
        "fan: base?",
        "other: mid base",
    ]);
    assert_eq!(
        names(&graph.direct_dependents(&id("base"))),
        ["mid", "other"]
    );
    assert_eq!(
        names(&graph.dependents(&id("base"))),
        ["top", "other", "mid"]
    );
    assert!(graph.dependents(&id("top")).is_empty());
}

#[test]
fn ten_thousand_plugins_in_a_chain_or_a_ring_do_not_recurse() {
    let name = |i: usize| format!("p{i:05}");
    let chain: Vec<String> = (0..10_000)
        .map(|i| format!("{}: {}", name(i), name(i + 1)))
        .collect();
    let mut lines: Vec<&str> = chain.iter().map(String::as_str).collect();
    lines.push("p10000");
    // A small stack: recursion of this depth would end the thread.
    let small = std::thread::Builder::new()
        .name("small stack".to_owned())
        .stack_size(128 * 1024);
    std::thread::scope(|scope| {
        let checked = small.spawn_scoped(scope, || {
            let line = graph(&lines);
            assert_eq!(line.order().len(), 10_001);
            assert_eq!(line.order()[0], id("p10000"));
            assert_eq!(line.dependents(&id("p10000")).len(), 10_000);
            lines.pop();
            lines.push("p10000: p00000");
            let ring = graph(&lines);
            assert_eq!(ring.order(), []);
            assert_eq!(ring.cycles()[0].matches(" → ").count(), 10_001);
        });
        checked.unwrap().join().unwrap();
    });
}

fn edges() -> impl Strategy<Value = Vec<(usize, usize, bool)>> {
    prop::collection::vec((0..8_usize, 0..8_usize, any::<bool>()), 0..20)
}

fn built(edges: &[(usize, usize, bool)]) -> Graph {
    let lines: Vec<String> = (0..8)
        .map(|at| {
            let needs: Vec<String> = edges
                .iter()
                .filter(|(from, ..)| *from == at)
                .map(|(_, to, optional)| format!("p{to}{}", if *optional { "?" } else { "" }))
                .collect();
            format!("p{at}: {}", needs.join(" "))
        })
        .collect();
    graph(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn every_plugin_is_either_in_order_or_in_a_cycle(edges in edges()) {
        let graph = built(&edges);
        for at in 0..8 {
            let name = id(&format!("p{at}"));
            let ordered = graph.order().iter().filter(|id| **id == name).count();
            prop_assert_eq!(ordered == 1, graph.cycle_of(&name).is_none());
            prop_assert!(ordered <= 1);
        }
        for (from, to, optional) in &edges {
            let place = |at: &usize| graph.order().iter().position(|id| id.as_str() == format!("p{at}"));
            if let (Some(from), Some(to)) = (place(from), place(to)) {
                prop_assert!(*optional || to < from);
            }
        }
    }

    #[test]
    fn a_named_cycle_exists_edge_by_edge(edges in edges()) {
        let graph = built(&edges);
        for cycle in graph.cycles() {
            let way: Vec<PluginId> = cycle.split(" → ").map(id).collect();
            prop_assert!(way.len() >= 2);
            prop_assert_eq!(way.first(), way.last());
            for pair in way.windows(2) {
                prop_assert!(graph.needs(&pair[0]).contains(&pair[1]));
            }
        }
    }

    #[test]
    fn dependents_are_the_closure_of_direct_ones_and_order_does_not_matter(edges in edges()) {
        let graph = built(&edges);
        let mut turned = edges.clone();
        turned.reverse();
        let again = built(&turned);
        prop_assert_eq!(graph.order(), again.order());
        for at in 0..8 {
            let name = id(&format!("p{at}"));
            let all = graph.dependents(&name);
            for dependent in graph.direct_dependents(&name) {
                prop_assert!(dependent == name || all.contains(&dependent));
                for further in graph.direct_dependents(&dependent) {
                    prop_assert!(further == name || all.contains(&further));
                }
            }
        }
    }
}
