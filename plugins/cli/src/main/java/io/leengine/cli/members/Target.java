package io.leengine.cli.members;

import io.leengine.cli.client.HandOver;
import io.leengine.cli.client.Member;
import io.leengine.cli.client.MemberChange;
import io.leengine.cli.client.MembersApi;
import io.leengine.cli.client.NewMember;
import io.leengine.cli.client.Reply;
import io.leengine.cli.http.ApiClient;
import picocli.CommandLine.Parameters;

/** Whose members a command is about. */
final class Target {
    @Parameters(index = "0", paramLabel = "KIND", description = "One of ${COMPLETION-CANDIDATES}.")
    private Kind kind;

    @Parameters(index = "1", paramLabel = "NAME", description = "The resource's name; an image's repository.")
    private String name;

    String path() {
        return "/" + kind.collection() + "/" + ApiClient.segment(name);
    }

    Reply<Member> add(MembersApi members, NewMember member) {
        return switch (kind) {
            case APPLICATION -> members.addApplicationMember(name, member);
            case IMAGE -> members.addImageMember(name, member);
            case IMAGE_GROUP -> members.addImageGroupMember(name, member);
            case CODE_BUILD -> members.addCodeBuildMember(name, member);
        };
    }

    Reply<Member> change(MembersApi members, String user, MemberChange change) {
        return switch (kind) {
            case APPLICATION -> members.changeApplicationMember(name, user, change);
            case IMAGE -> members.changeImageMember(name, user, change);
            case IMAGE_GROUP -> members.changeImageGroupMember(name, user, change);
            case CODE_BUILD -> members.changeCodeBuildMember(name, user, change);
        };
    }

    Reply<Void> remove(MembersApi members, String user) {
        return switch (kind) {
            case APPLICATION -> members.removeApplicationMember(name, user);
            case IMAGE -> members.removeImageMember(name, user);
            case IMAGE_GROUP -> members.removeImageGroupMember(name, user);
            case CODE_BUILD -> members.removeCodeBuildMember(name, user);
        };
    }

    Reply<Void> leave(MembersApi members) {
        return switch (kind) {
            case APPLICATION -> members.leaveApplication(name);
            case IMAGE -> members.leaveImage(name);
            case IMAGE_GROUP -> members.leaveImageGroup(name);
            case CODE_BUILD -> members.leaveCodeBuild(name);
        };
    }

    Reply<Member> handOver(MembersApi members, String user) {
        HandOver to = new HandOver(user);
        return switch (kind) {
            case APPLICATION -> members.handOverApplication(name, to);
            case IMAGE -> members.handOverImage(name, to);
            case IMAGE_GROUP -> members.handOverImageGroup(name, to);
            case CODE_BUILD -> members.handOverCodeBuild(name, to);
        };
    }

    String kind() {
        return kind.toString().replace('-', ' ');
    }

    String name() {
        return name;
    }
}
