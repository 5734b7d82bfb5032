//! What must hold in every world, however it came about.

use lumarium_core::reconcile::{Kind, Remedy};
use proptest::prelude::*;

use super::world::{Files, Plugin, Store, Unread, World, index};

fn plugin() -> impl Strategy<Value = Plugin> {
    let files = prop_oneof![
        Just(Files::None),
        (0..2_u8).prop_map(Files::Folder),
        (0..2_u8).prop_map(Files::WorkingCopy),
        Just(Files::Misfit),
        Just(Files::Bundled),
    ];
    let switch = any::<Option<bool>>;
    let hash = prop::option::of(0..2_u8);
    let flags = any::<[bool; 5]>();
    (switch(), switch(), switch(), hash, files, flags).prop_map(
        |(
            section,
            agreed,
            wished,
            hash,
            files,
            [source, tombstone, loaded, held, unrecoverable],
        )| {
            Plugin {
                section,
                agreed,
                wished,
                hash,
                source,
                tombstone,
                files,
                loaded,
                held,
                unrecoverable,
            }
        },
    )
}

fn world(unread: impl Strategy<Value = Unread>) -> impl Strategy<Value = World> {
    let store = prop::sample::select(vec![Store::Absent, Store::OutOfReach, Store::KnowsAll]);
    let plugins = prop::collection::vec(plugin(), 0..6);
    (plugins, unread, any::<bool>(), store).prop_map(|(plugins, unread, repaired, store)| World {
        plugins,
        unread,
        repaired,
        store,
    })
}

fn readable() -> impl Strategy<Value = World> {
    world(Just(Unread::Nothing))
}

fn anyhow_readable() -> impl Strategy<Value = World> {
    let all = [
        Unread::Nothing,
        Unread::Config,
        Unread::Disk,
        Unread::Record,
    ];
    world(prop::sample::select(all.to_vec()))
}

fn applied(world: &World) -> World {
    let mut after = world.clone();
    for finding in world.automatic() {
        after.apply(&finding);
    }
    after
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_pass_after_a_pass_finds_nothing_automatic(world in anyhow_readable()) {
        let back: Vec<_> = world.automatic().into_iter()
            .filter(|finding| matches!(finding.remedy, Remedy::Reinstall { .. }))
            .map(|finding| finding.plugin)
            .collect();
        let after = applied(&world);
        // What came back is loaded by the pass that its arrival causes; nothing else is left.
        for finding in after.automatic() {
            prop_assert_eq!(&finding.remedy, &Remedy::Load, "{:?}", finding);
            prop_assert!(back.contains(&finding.plugin), "{:?}", finding);
        }
        prop_assert_eq!(applied(&after).automatic(), []);
    }

    #[test]
    fn the_order_of_findings_does_not_matter(world in readable(), seed in any::<u64>()) {
        let mut shuffled = world.automatic();
        let mut turn = seed;
        for at in (1..shuffled.len()).rev() {
            turn = turn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (turn >> 33) as usize % (at + 1));
        }
        let mut other = world.clone();
        for finding in &shuffled {
            other.apply(finding);
        }
        prop_assert_eq!(other, applied(&world));
    }

    #[test]
    fn nothing_is_written_on_account_of_what_was_not_read(world in anyhow_readable()) {
        prop_assume!(world.unread != Unread::Nothing);
        for finding in world.automatic() {
            prop_assert!(matches!(finding.remedy, Remedy::Load | Remedy::Stop), "{:?}", finding);
        }
        if matches!(world.unread, Unread::Disk) {
            prop_assert!(world.plan().iter().all(|finding| finding.kind != Kind::MissingOnDisk));
        }
    }

    #[test]
    fn tombstones_only_grow_and_what_has_one_is_neither_installed_nor_run(world in readable()) {
        let after = applied(&world);
        for (before, after) in world.plugins.iter().zip(&after.plugins) {
            if before.tombstone {
                prop_assert!(after.tombstone && !after.loaded);
                prop_assert_eq!(before.files, after.files);
                prop_assert_eq!(before.section, after.section);
            }
        }
    }

    #[test]
    fn files_that_a_pass_did_not_install_are_not_touched(world in readable()) {
        let after = applied(&world);
        for (before, after) in world.plugins.iter().zip(&after.plugins) {
            prop_assert!(before.files == Files::None || before.files == after.files);
        }
    }

    #[test]
    fn after_a_pass_exactly_what_is_wanted_and_possible_runs(world in readable()) {
        let after = applied(&applied(&world));
        for plugin in &after.plugins {
            // A wish that was promised counts even where its section could not be written yet.
            let promised = plugin.section.is_none()
                && plugin.wished == Some(true)
                && plugin.agreed != Some(true);
            let wanted = (plugin.section == Some(true) || promised) && !plugin.tombstone;
            let may_start = plugin.loaded || !plugin.held;
            if !wanted {
                prop_assert!(!plugin.loaded, "{:?}", plugin);
            } else if plugin.usable() && may_start {
                prop_assert!(plugin.loaded, "{:?}", plugin);
            }
        }
    }

    #[test]
    fn each_plugin_has_at_most_one_finding_of_a_kind_and_no_system_key_has_any(
        world in anyhow_readable(),
    ) {
        let plan = world.plan();
        let mut kinds: Vec<_> = plan.iter().map(|finding| (finding.plugin.clone(), finding.kind)).collect();
        for finding in plan.iter().filter_map(|finding| finding.plugin.as_ref()) {
            prop_assert!(index(finding) < world.plugins.len());
        }
        let all = kinds.len();
        kinds.sort();
        kinds.dedup();
        prop_assert_eq!(kinds.len(), all);
        prop_assert_eq!(plan, world.plan(), "planning twice gives the same, in the same order");
    }
}
