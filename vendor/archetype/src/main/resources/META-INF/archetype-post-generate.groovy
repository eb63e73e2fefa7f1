// Turns what was laid down for all seams into the project of one: the kit's reference plugin becomes the skeleton, what it
// does not use goes, and the words between @ are filled in.
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.Paths

def interfaces = [
    'scheduler'       : 'io.leengine.spi.scheduler.Scheduler',
    'network'         : 'io.leengine.spi.network.Network',
    'load-balancer'   : 'io.leengine.spi.loadbalancer.LoadBalancer',
    'builder'         : 'io.leengine.spi.builder.Builder',
    'registry-storage': 'io.leengine.spi.registry.RegistryStorage',
    'monitor'         : 'io.leengine.spi.monitor.Monitor',
    'bus'             : 'io.leengine.spi.bus.Bus',
    'notifier'        : 'io.leengine.spi.notifier.Notifier',
    'identity'        : 'io.leengine.spi.identity.IdentityProvider']
// What the skeleton can do and need not; its conformance test declares these.
def abilities = [
    'scheduler': ['INSTANCE_LOGS', 'INSTANCE_USAGES', 'NAMESPACE_EVENTS'],
    'builder'  : ['BASE_IMAGE_PUBLISHER'],
    'registry-storage': ['HOLDINGS_LISTING'],
    'monitor'  : ['DURABLE'],
    'bus'      : ['DURABLE'],
    'notifier' : ['LEAVES_OUT_DOUBLES'],
    'identity' : ['PASSWORD_CHECK', 'REDIRECT_LOG_IN']]

def seam = request.properties['seam']
Path project = Paths.get(request.outputDirectory, request.artifactId)
if (!interfaces.containsKey(seam)) {
    project.toFile().deleteDir()
    throw new IllegalArgumentException("There is no seam '${seam}'; -Dseam= takes one of " +
        interfaces.keySet().join(', ') + '.')
}
def packageName = request.getPackage()
def type = interfaces[seam].replaceAll(/.*\./, '')
Path main = project.resolve('src/main/java').resolve(packageName.replace('.', '/'))
Path test = project.resolve('src/test/java').resolve(packageName.replace('.', '/'))

def read = { Path file -> new String(Files.readAllBytes(file), 'UTF-8') }
def write = { Path file, String text -> Files.write(file, text.getBytes('UTF-8')) }
def mine = { String text ->
    text.replaceAll(/(?m)^package io\.leengine\.tck(\.reference)?;/, 'package ' + packageName + ';')
        .replace('import io.leengine.tck.reference.', 'import ' + packageName + '.')
        .replaceAll(/\b(?:In)?Memory(?=[A-Z])/, 'My')
        // The component is made of it.
        .replaceAll(/public final class My${type}\b/, 'public class My' + type)
}

// Of the reference classes take the seam's, and those that are used by one that is taken.
def take = { Path folder, Set<String> wanted, Closure<String> texts ->
    def all = [:]
    folder.resolve('reference').toFile().eachFile { file -> all[mine(file.name - '.java')] = mine(read(file.toPath())) }
    def used = { name -> wanted.contains(name) || texts().contains(name) }
    for (boolean more = true; more;) {
        more = false
        new ArrayList(all.keySet()).findAll(used).each { name ->
            write(folder.resolve(name + '.java'), all.remove(name))
            more = true
        }
    }
    folder.resolve('reference').toFile().deleteDir()
}
def textsOf = { Path folder -> folder.toFile().listFiles().findAll { it.isFile() }.collect { it.text }.join('\n') }

// What only this seam's conformance test needs: imports, then members.
File moreFile = test.resolve('more/' + seam + '.txt').toFile()
def more = moreFile.exists() ? moreFile.getText('UTF-8').readLines() : []
test.resolve('more').toFile().deleteDir()
def declared = abilities.getOrDefault(seam, [])
def imports = more.findAll { it.startsWith('import ') }
def members = more.findAll { !it.startsWith('import ') }.join('\n').replaceAll(/\s+$/, '')
if (declared) {
    imports += ['import io.leengine.tck.Ability;', 'import java.util.Set;']
    def names = declared.collect { 'Ability.' + it }.join(', ')
    members = "\n    @Override\n    protected Set<Ability> abilities() {\n        return Set.of(${names});\n    }" +
        (members ? '\n' + members : '')
}
imports += ['import ' + interfaces[seam] + ';', 'import io.leengine.tck.' + type + 'Conformance;']

take(main, ['My' + type] as Set) { textsOf(main) }
def made = (read(main.resolve('My' + type + '.java')) =~ /public My${type}\(String name, (\w+) \w+\)/)
made.find()
def kept = Files.exists(main.resolve(made.group(1) + '.java')) ? made.group(1) : 'My' + type + '.' + made.group(1)

def words = [
    'package'   : packageName,
    'artifactId': request.artifactId,
    'groupId'   : request.groupId,
    'version'   : request.version,
    'seam'      : seam,
    'interface' : interfaces[seam],
    'type'      : type,
    'pid'       : 'io.leengine.' + (interfaces[seam].split(/\./)[3]) + '.' + request.artifactId.replaceAll(/[^A-Za-z0-9]/, ''),
    'kept'      : kept,
    'imports'   : imports.unique().sort().join('\n'),
    'members'   : members ? members + '\n' : '']
def fill = { File file ->
    def text = file.getText('UTF-8').replaceAll(/@(\w+)@/) { all, word -> words.containsKey(word) ? words[word] : all }
    file.setText(text, 'UTF-8')
}
project.resolve('src').toFile().eachFileRecurse(groovy.io.FileType.FILES, fill)
['bnd.bnd', 'README.md'].each { fill(project.resolve(it).toFile()) }
take(test, [] as Set) { textsOf(test) }
Files.move(project.resolve('_gitignore'), project.resolve('.gitignore'))
